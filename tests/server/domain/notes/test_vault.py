from dataclasses import fields, replace
from uuid import UUID

import pytest

from server.domain.notes import Binding, OpenedNote, SealedNote, Vault
from server.kernel.errors import DomainError
from server.kernel.ids import NoteId, PatientId, PracticeId, VisitId, new_id
from server.kernel.phi import Phi
from server.kernel.ports import WrappedKey
from tests.server.domain.notes.keys import KeyRing

HERE = Binding(PracticeId(new_id()), VisitId(new_id()), PatientId(new_id()), NoteId(new_id()), 3)
TEXT = Phi("Rash on the left forearm, two days. Ärztlich besprochen. 皮疹")


async def _refused(vault: Vault, sealed: SealedNote, binding: Binding) -> str:
    with pytest.raises(DomainError) as refused:
        await vault.open(sealed, binding)
    return refused.value.code


def _flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


async def test_what_is_sealed_opens_where_it_belongs(vault: Vault) -> None:
    assert (await vault.open(await vault.seal(TEXT, HERE), HERE)).text == TEXT


async def test_an_empty_note_opens_empty(vault: Vault) -> None:
    assert (await vault.open(await vault.seal(Phi(""), HERE), HERE)).text == Phi("")


async def test_the_stored_bytes_show_nothing_of_the_text(vault: Vault) -> None:
    sealed = await vault.seal(Phi("forearm " * 50), HERE)
    assert b"forearm" not in sealed.ciphertext + sealed.key.ciphertext


async def test_the_same_text_is_never_sealed_into_the_same_bytes(vault: Vault) -> None:
    first, second = await vault.seal(TEXT, HERE), await vault.seal(TEXT, HERE)
    assert first.ciphertext != second.ciphertext
    assert first.key.ciphertext != second.key.ciphertext


async def test_any_flipped_bit_of_the_ciphertext_shows_nothing(vault: Vault) -> None:
    sealed = await vault.seal(Phi("short"), HERE)
    for bit in range(len(sealed.ciphertext) * 8):
        damaged = replace(sealed, ciphertext=_flipped(sealed.ciphertext, bit))
        assert await _refused(vault, damaged, HERE) == "integrity.violation"


async def test_any_flipped_bit_of_the_wrapped_key_shows_nothing(vault: Vault) -> None:
    sealed = await vault.seal(Phi("short"), HERE)
    for bit in range(len(sealed.key.ciphertext) * 8):
        damaged = replace(sealed, key=replace(sealed.key, ciphertext=_flipped(sealed.key.ciphertext, bit)))
        assert await _refused(vault, damaged, HERE) == "integrity.violation"


@pytest.mark.parametrize("length", [0, 1, 12, 28, 59])
async def test_a_shortened_ciphertext_shows_nothing(vault: Vault, length: int) -> None:
    sealed = await vault.seal(Phi("short"), HERE)
    cut = replace(sealed, ciphertext=sealed.ciphertext[:length])
    assert await _refused(vault, cut, HERE) == "integrity.violation"


@pytest.mark.parametrize("field", [field.name for field in fields(Binding)])
async def test_a_note_opens_in_no_other_place(vault: Vault, field: str) -> None:
    other: UUID | int = 4 if field == "version" else new_id()
    elsewhere = Binding(**{**{one.name: getattr(HERE, one.name) for one in fields(Binding)}, field: other})
    assert await _refused(vault, await vault.seal(TEXT, HERE), elsewhere) == "integrity.violation"


async def test_the_key_of_another_note_does_not_open_this_one(vault: Vault) -> None:
    mixed = replace(await vault.seal(TEXT, HERE), key=(await vault.seal(TEXT, HERE)).key)
    assert await _refused(vault, mixed, HERE) == "integrity.violation"


async def test_another_key_version_does_not_open_the_note(vault: Vault, keys: KeyRing) -> None:
    sealed = await vault.seal(TEXT, HERE)
    keys.rotate()
    claimed = replace(sealed, key=WrappedKey(sealed.key.version + 1, sealed.key.ciphertext))
    assert await _refused(vault, claimed, HERE) == "integrity.violation"


async def test_an_older_note_opens_after_the_key_was_rotated(vault: Vault, keys: KeyRing) -> None:
    sealed = await vault.seal(TEXT, HERE)
    keys.rotate()
    assert (await vault.open(sealed, HERE)).text == TEXT


async def test_the_content_hash_stays_with_the_sealed_version(vault: Vault) -> None:
    sealed = await vault.seal(TEXT, HERE)
    first, second = await vault.open(sealed, HERE), await vault.open(sealed, HERE)
    assert first.content_hash == second.content_hash


async def test_the_content_hash_confirms_nobodys_guess_of_the_text(vault: Vault) -> None:
    async def opened() -> OpenedNote:
        return await vault.open(await vault.seal(Phi("no show"), HERE), HERE)

    assert (await opened()).content_hash != (await opened()).content_hash


async def test_a_refusal_names_neither_text_nor_key(vault: Vault) -> None:
    sealed = await vault.seal(TEXT, HERE)
    with pytest.raises(DomainError) as refused:
        await vault.open(sealed, replace(HERE, version=9))
    assert "forearm" not in f"{refused.value!r} {refused.value.detail} {refused.value.__cause__}"
