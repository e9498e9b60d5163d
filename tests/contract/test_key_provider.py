"""The `KeyProvider` port: wraps data keys so that only the same key and the same place unwrap them."""

import base64
import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from server.adapters.keys.file_keys import FileKeys
from server.kernel.errors import DomainError
from server.kernel.ports import KeyProvider

PLACE = b"practice|visit|patient|note|1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def keys(path: Path) -> KeyProvider:
    return FileKeys.open(path)


@pytest.fixture
def data_key() -> bytes:
    return secrets.token_bytes(32)


async def test_a_wrapped_key_unwraps_in_its_place(keys: KeyProvider, data_key: bytes) -> None:
    assert await keys.unwrap(await keys.wrap(data_key, PLACE), PLACE) == data_key


async def test_a_wrapped_key_does_not_show_the_key(keys: KeyProvider, data_key: bytes) -> None:
    assert data_key not in (await keys.wrap(data_key, PLACE)).ciphertext


async def test_the_same_key_is_never_wrapped_the_same_way_twice(keys: KeyProvider, data_key: bytes) -> None:
    assert await keys.wrap(data_key, PLACE) != await keys.wrap(data_key, PLACE)


async def test_another_place_does_not_unwrap(keys: KeyProvider, data_key: bytes) -> None:
    wrapped = await keys.wrap(data_key, PLACE)
    with pytest.raises(DomainError, match=r"integrity\.violation"):
        await keys.unwrap(wrapped, PLACE + b"0")


@pytest.mark.parametrize("at", [0, 12, -1])
async def test_a_changed_bit_does_not_unwrap(keys: KeyProvider, data_key: bytes, at: int) -> None:
    wrapped = await keys.wrap(data_key, PLACE)
    changed = bytearray(wrapped.ciphertext)
    changed[at] ^= 1
    with pytest.raises(DomainError, match=r"integrity\.violation"):
        await keys.unwrap(replace(wrapped, ciphertext=bytes(changed)), PLACE)


@pytest.mark.parametrize("ciphertext", [b"", b"short", bytes(12)])
async def test_what_is_no_wrapped_key_does_not_unwrap(
    keys: KeyProvider, data_key: bytes, ciphertext: bytes
) -> None:
    wrapped = await keys.wrap(data_key, PLACE)
    with pytest.raises(DomainError, match=r"integrity\.violation"):
        await keys.unwrap(replace(wrapped, ciphertext=ciphertext), PLACE)


async def test_a_key_of_an_unknown_version_is_unavailable(keys: KeyProvider, data_key: bytes) -> None:
    wrapped = await keys.wrap(data_key, PLACE)
    with pytest.raises(DomainError, match=r"kms\.unavailable"):
        await keys.unwrap(replace(wrapped, version=99), PLACE)


async def test_older_versions_still_unwrap_and_the_newest_wraps(path: Path, data_key: bytes) -> None:
    before = await FileKeys.open(path).wrap(data_key, PLACE)
    document = json.loads(path.read_text())
    document["keys"]["2"] = base64.b64encode(secrets.token_bytes(32)).decode()
    document["newest"] = 2
    path.write_text(json.dumps(document))
    rotated = FileKeys.open(path)
    assert await rotated.unwrap(before, PLACE) == data_key
    assert (await rotated.wrap(data_key, PLACE)).version == 2


async def test_a_key_wrapped_under_one_version_is_not_passed_off_as_another(path: Path, data_key: bytes) -> None:
    wrapped = await FileKeys.open(path).wrap(data_key, PLACE)
    document = json.loads(path.read_text())
    document["keys"]["2"] = document["keys"]["1"]
    path.write_text(json.dumps(document))
    with pytest.raises(DomainError, match=r"integrity\.violation"):
        await FileKeys.open(path).unwrap(replace(wrapped, version=2), PLACE)
