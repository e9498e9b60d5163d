"""Canonical JSON: one value, one sequence of bytes, so that hashes and bindings are comparable."""

import json
from collections.abc import Mapping
from typing import Any


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """UTF-8, sorted keys, no white space (RFC 8785 for our subset: no floats).

    Raises TypeError for what JSON does not know, and for floats, whose text differs between writers.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a canonical value has no floats")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
