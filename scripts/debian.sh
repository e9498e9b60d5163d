#!/bin/sh
# Installs Debian packages as root or with sudo; otherwise says in one line what is missing.
set -eu
if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo"
else
  echo "Please install first: $* (on Debian: sudo apt-get install $*)" >&2
  exit 1
fi
command -v apt-get >/dev/null || { echo "Please install first: $*" >&2; exit 1; }
echo "Installing $*…"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
