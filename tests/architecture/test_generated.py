"""Generated files are what their generator writes today. `make gen` writes them all."""

import json
import subprocess
import sys
from functools import cache

import pytest

from tests.architecture.tree import ROOT

# `web/src/contract/http.ts` follows from `web/openapi.json` by a Node program, which these tests do not need.
WRITTEN_BY = {
    "web/openapi.json": "server.api.openapi",
    "web/src/contract/signaling.ts": "signaling.contract",
}


@cache
def _generated(module: str) -> str:
    """What `python -m module` writes in a process of its own, where sets have another order than before."""
    run = subprocess.run(  # noqa: S603 (our own interpreter and a module of ours)
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"python -m {module} fails:\n{run.stderr}"
    return run.stdout


@pytest.mark.parametrize(("path", "module"), WRITTEN_BY.items())
def test_a_generated_file_is_fresh(path: str, module: str) -> None:
    committed = ROOT / path
    assert committed.is_file(), f"{path} is missing: run `make gen`"
    assert committed.read_text(encoding="utf-8") == _generated(module), f"{path} is stale: run `make gen`"


def test_the_http_contract_is_openapi_3_1() -> None:
    document = json.loads(_generated("server.api.openapi"))
    assert document["openapi"].startswith("3.1.")
    assert document["paths"], "the document names its routes"
