"""One value has one sequence of bytes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.canonical import canonical_json

WORDS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.dictionaries(st.text(max_size=5), WORDS | st.lists(WORDS, max_size=3), max_size=5)


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical_json({"b": [1, None, True], "a": "é"}) == '{"a":"é","b":[1,null,true]}'.encode()


@given(VALUES)
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(turned) == canonical_json(value)


@given(VALUES)
def test_nothing_is_lost(value: dict[str, Any]) -> None:
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize("value", [{"a": 1.0}, {"a": [1.5]}, {"a": {"b": float("nan")}}, {"a": (0.5,)}])
def test_a_float_is_refused_wherever_it_hides(value: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [{"a": b"bytes"}, {"a": {1, 2}}, {"a": object()}])
def test_what_json_does_not_know_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)
