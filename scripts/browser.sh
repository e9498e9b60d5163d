#!/bin/sh
# Makes sure that a Chromium is here: the journeys run in a real one or not at all.
set -eu
command -v chromium >/dev/null || scripts/debian.sh chromium
