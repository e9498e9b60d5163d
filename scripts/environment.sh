#!/bin/sh
# Sets up .venv from a hash-locked list: `environment.sh runtime` or `environment.sh dev` (which holds both).
set -eu
kind=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Bedside needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3.11." >&2
  exit 1
fi
if [ ! -x .venv/bin/pip ]; then
  echo "Creating the Python environment…"
  "$python" -m venv .venv >/dev/null 2>&1 || {
    rm -rf .venv
    scripts/debian.sh python3-venv
    "$python" -m venv .venv
  }
fi
echo "Installing Python packages ($kind)…"
.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt -r "requirements/$kind.txt"
.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
[ "$kind" = runtime ] || command -v cc >/dev/null || scripts/debian.sh gcc libc6-dev
.venv/bin/python -m media.transport.native.build
touch .venv/.runtime
[ "$kind" = runtime ] || touch ".venv/.$kind"
