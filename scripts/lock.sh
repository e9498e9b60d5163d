#!/bin/sh
# Pins every dependency with its hashes and without addresses. Needs `uv`.
set -eu
compile="uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q --upgrade"
$compile pyproject.toml -o requirements/runtime.txt
$compile pyproject.toml --group dev -o requirements/dev.txt
$compile --group build -o requirements/build.txt
$compile --group node -o requirements/node.txt
