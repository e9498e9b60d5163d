import json

import pytest

from server.domain.visits import Because, Encryption, EncryptionState, Visit
from server.domain.visits.encryption import REASONS
from server.domain.visits.store import seats_of
from server.kernel.actor import Actor
from server.kernel.errors import DomainError, Kind
from tests.server.domain.visits.house import House

PRIVATE = Encryption(EncryptionState.END_TO_END)
OPEN = Encryption(EncryptionState.SERVER, Because.BROWSER)
WRONG = Encryption(EncryptionState.MISMATCH, Because.CODE)


async def _say(house: House, actor: Actor, visit: Visit, said: Encryption) -> None:
    async with house.database.write() as tx:
        await house.visits.encryption(tx, actor, visit.id, said)


async def _said(house: House, visit: Visit) -> list[tuple[str, str, str | None]]:
    """Role, state and reason of each entry, in order."""
    entries = [json.loads(row.entry) for row in await house.ledger(visit.id) if row.action == "visit.encryption"]
    return [(told["role"], told["state"], told["because"]) for told in (entry["detail"] for entry in entries)]


async def test_what_each_seat_says_stands_in_the_ledger(house: House) -> None:
    visit, patient = await house.in_progress()
    await _say(house, patient, visit, OPEN)
    await _say(house, house.clinician, visit, Encryption(EncryptionState.SERVER, Because.MEMBERS))
    assert await _said(house, visit) == [("patient", "server", "browser"), ("clinician", "server", "members")]


async def test_saying_the_same_twice_is_saying_it_once(house: House) -> None:
    visit, patient = await house.in_progress()
    for said in (PRIVATE, PRIVATE, WRONG, WRONG, PRIVATE):
        await _say(house, patient, visit, said)
    assert [state for _, state, _ in await _said(house, visit)] == ["end_to_end", "mismatch", "end_to_end"]


async def test_one_seat_does_not_speak_for_the_other(house: House) -> None:
    visit, patient = await house.in_progress()
    await _say(house, patient, visit, PRIVATE)
    await _say(house, house.clinician, visit, PRIVATE)
    assert [role for role, _, _ in await _said(house, visit)] == ["patient", "clinician"]


async def test_a_seat_remembers_what_it_said_last(house: House) -> None:
    visit, patient = await house.in_progress()
    await _say(house, patient, visit, OPEN)
    await _say(house, patient, visit, WRONG)
    async with house.database.read() as tx:
        found = {seat.role.value: seat.encryption for seat in await seats_of(tx, [visit.id])}
    assert found == {"clinician": None, "patient": WRONG}


async def test_nothing_is_said_before_the_visit_begins(house: House) -> None:
    visit, patient = await house.waiting()
    with pytest.raises(DomainError) as refused:
        await _say(house, patient, visit, PRIVATE)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "visit.not_admitted")


async def test_nothing_is_said_after_the_visit_ended(house: House) -> None:
    visit, patient = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        await _say(house, patient, visit, PRIVATE)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "visit.ended")
    assert await _said(house, visit) == []


EVERY = [(state, because) for state in EncryptionState for because in (None, *Because)]


@pytest.mark.parametrize(("state", "because"), EVERY)
async def test_a_reason_goes_with_its_own_state_only(state: EncryptionState, because: Because | None) -> None:
    said = Encryption(state, because)
    if because in REASONS[state]:
        said.check()
        return
    with pytest.raises(DomainError) as refused:
        said.check()
    assert refused.value.code == "encryption.contradictory"


async def test_a_contradiction_is_not_written_down(house: House) -> None:
    visit, patient = await house.in_progress()
    with pytest.raises(DomainError):
        await _say(house, patient, visit, Encryption(EncryptionState.END_TO_END, Because.CODE))
    assert await _said(house, visit) == []


def test_every_reason_belongs_to_one_state() -> None:
    reasons = [because for group in REASONS.values() for because in group]
    assert sorted(map(str, reasons)) == sorted(map(str, (None, *Because)))
