import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from server.db import AuditEntry, WriteTx
from server.domain.notes import Note, NoteDesk, NoteService, NoteStatus, Vault
from server.domain.visits import Visit
from server.kernel.actor import Actor
from server.kernel.errors import DomainError, Kind, unavailable
from server.kernel.ids import VisitId, new_id
from server.kernel.phi import Phi
from tests.server.domain.notes.keys import KeyRing
from tests.server.domain.notes.shelf import Shelf
from tests.server.domain.visits.house import House, signed_in
from tests.support.builders import hire, open_clinic
from tests.support.databases import RecordingAnnouncer, open_database

FIRST, SECOND = Phi("Cough for three days."), Phi("Cough for three days. Lungs clear.")


def _code(refused: pytest.ExceptionInfo[DomainError]) -> tuple[Kind, str]:
    return refused.value.kind, refused.value.code


STALE = (Kind.CONFLICT, "note.stale")
SIGNED = (Kind.CONFLICT, "note.already_signed")


# Drafts


async def test_the_first_save_makes_version_one(shelf: Shelf) -> None:
    saved = await shelf.save(FIRST, 0)
    assert (saved.version, saved.status, saved.saved_at) == (1, NoteStatus.DRAFT, shelf.house.now)


async def test_what_was_saved_is_read(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    saved = await shelf.save(SECOND, 1)
    read = await shelf.read()
    assert read is not None
    assert (read.text, read.note) == (SECOND, saved)


async def test_where_nothing_was_written_nothing_is_read(shelf: Shelf) -> None:
    assert await shelf.read() is None


async def test_a_read_note_shows_no_text_by_itself(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    assert "Cough" not in repr(await shelf.read())


async def test_every_save_is_in_the_ledger_with_the_hash_of_its_ciphertext(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    stored = await shelf.stored()
    (entry,) = [row.entry for row in await shelf.house.ledger(shelf.visit.id) if row.action == "note.save"]
    assert f'"ciphertext_hash":"{stored.ciphertext_hash}"' in entry


async def test_a_draft_upon_an_old_version_is_refused_and_replaces_nothing(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    await shelf.save(Phi("from this window"), 1)
    with pytest.raises(DomainError) as refused:
        await shelf.save(Phi("from the other window"), 1)
    assert _code(refused) == STALE
    read = await shelf.read()
    assert read is not None
    assert (read.note.version, read.text) == (2, Phi("from this window"))


async def test_a_refused_draft_is_saved_upon_the_newer_version(shelf: Shelf) -> None:
    await shelf.save(Phi("from this window"), 0)
    with pytest.raises(DomainError):
        await shelf.save(Phi("from the other window"), 0)
    saved = await shelf.save(Phi("from both windows"), 1)
    assert (saved.version, await shelf.versions()) == (2, [1, 2])


async def test_a_version_that_never_was_is_stale(shelf: Shelf) -> None:
    with pytest.raises(DomainError) as refused:
        await shelf.save(FIRST, 7)
    assert _code(refused) == STALE


async def test_a_save_sent_again_answers_what_it_has_made(shelf: Shelf) -> None:
    first = await shelf.save(FIRST, 0)
    assert await shelf.save(FIRST, 0) == first
    assert await shelf.versions() == [1]


async def test_a_save_sent_again_after_a_later_one_is_stale(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    await shelf.save(SECOND, 1)
    with pytest.raises(DomainError) as refused:
        await shelf.save(FIRST, 0)
    assert _code(refused) == STALE


async def test_one_save_sent_many_times_at_once_is_saved_once(shelf: Shelf) -> None:
    saved = await asyncio.gather(*(shelf.save(FIRST, 0) for _ in range(5)))
    assert {one.version for one in saved} == {1}
    assert await shelf.versions() == [1]


async def test_of_many_texts_upon_one_version_one_is_kept(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    results = await asyncio.gather(
        *(shelf.save(Phi(f"window {number}"), 1) for number in range(5)), return_exceptions=True
    )
    refused = [result.code for result in results if isinstance(result, DomainError)]
    assert len([result for result in results if isinstance(result, Note)]) == 1
    assert refused == ["note.stale"] * 4


async def test_a_note_may_be_as_long_as_64_kilobytes(shelf: Shelf) -> None:
    assert (await shelf.save(Phi("ä" * 32_000), 0)).version == 1


@pytest.mark.parametrize(
    ("text", "code"), [("ä" * 32_000 + "x", "note.too_large"), ("broken \ud800 text", "note.not_text")]
)
async def test_a_text_that_cannot_be_kept_is_refused_whole(shelf: Shelf, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        await shelf.save(Phi(text), 0)
    assert _code(refused) == (Kind.INVALID, code)
    assert await shelf.versions() == []


# When


async def test_a_booked_visit_has_no_note_yet(house: House, desk: NoteDesk) -> None:
    booked = await house.book()
    with pytest.raises(DomainError) as refused:
        await desk.save(house.clinician, house.now, booked.visit.id, FIRST, 0)
    assert _code(refused) == (Kind.CONFLICT, "visit.wrong_state")


async def test_a_cancelled_visit_takes_no_note(house: House, desk: NoteDesk) -> None:
    visit, _ = await house.waiting()
    async with house.database.write() as tx:
        await house.visits.cancel(tx, house.scheduler, house.now, visit.id, visit.rev)
    with pytest.raises(DomainError) as refused:
        await desk.save(house.clinician, house.now, visit.id, FIRST, 0)
    assert _code(refused) == (Kind.CONFLICT, "visit.wrong_state")


async def test_a_note_is_prepared_while_the_patient_waits(house: House, desk: NoteDesk) -> None:
    visit, _ = await house.waiting()
    assert (await desk.save(house.clinician, house.now, visit.id, FIRST, 0)).version == 1


async def test_a_note_is_finished_after_the_visit(shelf: Shelf) -> None:
    await shelf.house.end(shelf.visit)
    await shelf.save(FIRST, 0)
    assert (await shelf.sign(1)).status is NoteStatus.SIGNED


# Who


async def _somebody(house: House, who: str, patient: Actor) -> Actor:
    if who == "foreign":
        return signed_in((await open_clinic(house.database, house.now, f"Maple{new_id()} Practice")).clinician)
    if who == "colleague":
        async with house.database.write() as tx:
            role = next(iter(house.clinic.clinician.roles))
            return signed_in(await hire(tx, house.now, house.clinic.practice, role, f"{new_id()}"))
    return {"scheduler": house.scheduler, "admin": signed_in(house.clinic.admin), "patient": patient}[who]


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("colleague", Kind.FORBIDDEN),
        ("scheduler", Kind.FORBIDDEN),
        ("admin", Kind.FORBIDDEN),
        ("patient", Kind.FORBIDDEN),
        ("foreign", Kind.MISSING),
    ],
)
async def test_nobody_but_the_visits_clinician_touches_its_note(
    house: House, desk: NoteDesk, who: str, kind: Kind
) -> None:
    visit, patient = await house.in_progress()
    await desk.save(house.clinician, house.now, visit.id, FIRST, 0)
    deeds = await house.deeds(visit.id)
    actor = await _somebody(house, who, patient)
    for attempt in (
        desk.read(actor, visit.id),
        desk.save(actor, house.now, visit.id, SECOND, 1),
        desk.sign(actor, house.now, visit.id, 1),
    ):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert refused.value.kind is kind
    assert await house.deeds(visit.id) == deeds


async def test_the_note_of_an_unknown_visit_is_missing(house: House, desk: NoteDesk) -> None:
    with pytest.raises(DomainError) as refused:
        await desk.read(house.clinician, VisitId(new_id()))
    assert refused.value.kind is Kind.MISSING


# Signing


async def test_a_signed_note_says_who_signed_what_and_when(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    signed = await shelf.sign(1)
    assert (signed.status, signed.signed_at) == (NoteStatus.SIGNED, shelf.house.now)
    assert signed.signed_by == shelf.house.clinician.id
    assert len(bytes.fromhex(signed.content_hash or "")) == 32


async def test_signing_is_in_the_ledger_with_the_content_hash(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    signed = await shelf.sign(1)
    last = (await shelf.house.ledger(shelf.visit.id))[-1]
    assert last.action == "note.sign"
    assert f'"content_hash":"{signed.content_hash}"' in last.entry


async def test_signing_is_announced_to_the_desk(shelf: Shelf, announcer: RecordingAnnouncer) -> None:
    await shelf.save(FIRST, 0)
    await shelf.sign(1)
    assert (announcer.names[-1], announcer.hints[-1].rev) == ("visit:note_signed", shelf.visit.rev)


async def test_a_signed_note_is_not_signed_again(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    await shelf.sign(1)
    with pytest.raises(DomainError) as refused:
        await shelf.sign(1)
    assert _code(refused) == SIGNED


async def test_of_many_signatures_at_once_one_is_made(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    results = await asyncio.gather(*(shelf.sign(1) for _ in range(5)), return_exceptions=True)
    assert len([result for result in results if isinstance(result, Note)]) == 1
    assert (await shelf.house.deeds(shelf.visit.id)).count("note.sign") == 1


@pytest.mark.parametrize("based_on", [0, 1])
async def test_a_signed_note_takes_no_further_draft(shelf: Shelf, based_on: int) -> None:
    await shelf.save(FIRST, 0)
    await shelf.sign(1)
    with pytest.raises(DomainError) as refused:
        await shelf.save(SECOND, based_on)
    assert _code(refused) == SIGNED


async def test_a_version_that_is_not_the_newest_is_not_signed(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    await shelf.save(SECOND, 1)
    with pytest.raises(DomainError) as refused:
        await shelf.sign(1)
    assert _code(refused) == STALE


async def test_a_note_that_was_never_written_is_not_signed(shelf: Shelf) -> None:
    with pytest.raises(DomainError) as refused:
        await shelf.sign(0)
    assert refused.value.kind is Kind.MISSING


async def test_a_signed_note_still_opens(shelf: Shelf) -> None:
    await shelf.save(FIRST, 0)
    await shelf.sign(1)
    read = await shelf.read()
    assert read is not None
    assert read.text == FIRST


async def test_statuses_name_the_visits_that_have_a_note(shelf: Shelf, service: NoteService) -> None:
    await shelf.save(FIRST, 0)
    without = (await shelf.house.book(1)).visit.id
    async with shelf.house.database.read() as tx:
        found = await service.statuses(tx, shelf.house.scheduler, [shelf.visit.id, without])
    assert found == {shelf.visit.id: NoteStatus.DRAFT}


# Order


async def test_a_note_is_in_the_ledger_before_it_is_opened(shelf: Shelf, keys: KeyRing) -> None:
    await shelf.save(FIRST, 0)
    seen: list[str] = []

    async def look() -> None:
        seen.extend(await shelf.house.deeds(shelf.visit.id))

    keys.before_unwrap = look
    await shelf.read()
    assert seen[-1] == "note.read"


async def test_a_read_that_cannot_be_audited_opens_nothing(
    shelf: Shelf, keys: KeyRing, vault: Vault, service: NoteService, database_url: str
) -> None:
    async def full(tx: WriteTx, now: datetime, deeds: Sequence[AuditEntry]) -> None:
        raise unavailable("audit.unavailable", "The ledger takes no entry.")

    async def opened() -> None:
        pytest.fail("the key was unwrapped")

    await shelf.save(FIRST, 0)
    keys.before_unwrap = opened
    database = open_database(database_url, shelf.house.clock, RecordingAnnouncer(), full)
    with pytest.raises(DomainError) as refused:
        await NoteDesk(database, vault, service).read(shelf.house.clinician, shelf.visit.id)
    await database.close()
    assert refused.value.code == "audit.unavailable"


async def test_no_transaction_waits_for_the_key_service(shelf: Shelf, keys: KeyRing) -> None:
    """Whoever holds a write transaction here would wait for itself: the key service books a visit meanwhile."""
    booked: list[Visit] = []

    async def book() -> None:
        booked.append((await shelf.house.book(len(booked) + 1)).visit)

    keys.before_wrap = keys.before_unwrap = book
    await shelf.save(FIRST, 0)
    await shelf.read()
    await shelf.sign(1)
    assert len(booked) == 3


async def test_without_the_key_service_nothing_is_saved(shelf: Shelf, keys: KeyRing) -> None:
    keys.reachable = False
    with pytest.raises(DomainError) as refused:
        await shelf.save(FIRST, 0)
    assert refused.value.code == "kms.unavailable"
    assert await shelf.versions() == []
    assert "note.save" not in await shelf.house.deeds(shelf.visit.id)
