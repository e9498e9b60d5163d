"""What is sealed opens with the same key and the same binding, whole, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.crypto.envelope import EnvelopeBroken, new_data_key, seal, unseal

KEY = new_data_key()
TEXT = b"Sleeps better since the last visit."
BINDING = b"practice|visit|note|1"
SEALED = seal(KEY, TEXT, BINDING)


@given(text=st.binary(max_size=2_000), binding=st.binary(max_size=100))
def test_any_text_comes_back(text: bytes, binding: bytes) -> None:
    assert unseal(KEY, seal(KEY, text, binding), binding) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    assert seal(KEY, TEXT, BINDING) != SEALED


def test_the_text_does_not_show() -> None:
    assert TEXT not in SEALED
    assert len(SEALED) == 12 + len(TEXT) + 16


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_one_changed_byte_anywhere_opens_nothing(place: int) -> None:
    changed = SEALED[:place] + bytes([SEALED[place] ^ 1]) + SEALED[place + 1 :]
    with pytest.raises(EnvelopeBroken):
        unseal(KEY, changed, BINDING)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27, len(SEALED) - 1])
def test_a_cut_envelope_opens_nothing(length: int) -> None:
    with pytest.raises(EnvelopeBroken):
        unseal(KEY, SEALED[:length], BINDING)


def test_another_binding_opens_nothing() -> None:
    with pytest.raises(EnvelopeBroken):
        unseal(KEY, SEALED, b"practice|visit|note|2")


@pytest.mark.parametrize("key", [new_data_key(), b"", b"short", KEY[:16]], ids=["fresh", "empty", "short", "half"])
def test_another_key_opens_nothing(key: bytes) -> None:
    with pytest.raises(EnvelopeBroken):
        unseal(key, SEALED, BINDING)
