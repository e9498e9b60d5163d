#!/bin/sh
# Makes sure that a Chromium is here: the journeys run in a real one or not at all.
set -eu
for browser in chromium-headless-shell chromium; do
  if command -v "$browser" >/dev/null; then exit 0; fi
done
scripts/debian.sh chromium-headless-shell
