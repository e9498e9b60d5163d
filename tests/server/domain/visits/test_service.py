import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from server.crypto.tokens import SEAT
from server.db import WriteTx
from server.domain.identity import AFTER_VISIT
from server.domain.visits import BookVisit, Outcome, State, Visit
from server.kernel.actor import Role, system_actor
from server.kernel.errors import DomainError, Kind
from server.kernel.events import Audience, Event, SeatGrant
from server.kernel.ids import PatientId, StaffId, VisitId, new_id
from tests.server.domain.visits.house import House
from tests.support.builders import identity
from tests.support.databases import RecordingAnnouncer

Verb = Callable[[House, WriteTx, Visit, int], Awaitable[Visit]]

REVISED: dict[str, tuple[str, Verb]] = {
    "cancel": ("waiting", lambda h, tx, v, rev: h.visits.cancel(tx, h.scheduler, h.now, v.id, rev)),
    "admit": ("waiting", lambda h, tx, v, rev: h.visits.admit(tx, h.clinician, h.now, v.id, rev)),
    "no_show": ("waiting", lambda h, tx, v, rev: h.visits.no_show(tx, h.clinician, h.now, v.id, rev)),
    "hold": ("in_progress", lambda h, tx, v, rev: h.visits.hold(tx, h.clinician, h.now, v.id, rev)),
    "end": (
        "in_progress",
        lambda h, tx, v, rev: h.visits.end(tx, h.clinician, h.now, v.id, if_rev=rev, outcome=Outcome.COMPLETED),
    ),
}
PUSHED = {
    "cancel": [("visit:cancelled", {Audience.DESK, Audience.VISIT})],
    "admit": [("visit:admitted", {Audience.DESK}), ("visit:admitted", {Audience.VISIT})],
    "no_show": [("visit:no_show", {Audience.DESK}), ("visit:ended", {Audience.VISIT})],
    "hold": [("visit:held", {Audience.DESK, Audience.VISIT})],
    "end": [("visit:ended", {Audience.DESK, Audience.VISIT})],
}
LEADS_TO = {
    "cancel": State.CANCELLED,
    "admit": State.IN_PROGRESS,
    "no_show": State.NO_SHOW,
    "hold": State.WAITING,
    "end": State.COMPLETED,
}


async def _ready_for(house: House, verb: str) -> Visit:
    bring = house.waiting if REVISED[verb][0] == "waiting" else house.in_progress
    return (await bring())[0]


async def _do(house: House, verb: str, visit: Visit, rev: int) -> Visit:
    async with house.database.write() as tx:
        return await REVISED[verb][1](house, tx, visit, rev)


# Booking


async def test_a_booked_visit_has_a_state_two_seats_and_a_link(house: House) -> None:
    booked = await house.book()
    patient = await house.checked_in(booked)
    async with house.database.read() as tx:
        clinicians = await house.visits.seat_for(tx, house.clinician, booked.visit.id)
        patients = await house.visits.seat_for(tx, patient, booked.visit.id)
    assert (booked.visit.state, booked.visit.rev) == (State.BOOKED, 1)
    assert (clinicians.role, patients.role) == (Role.CLINICIAN, Role.PATIENT)
    assert booked.link.expires_at == house.begin + timedelta(minutes=30) + AFTER_VISIT


async def test_booking_is_audited_and_announced_to_the_desk(house: House, announcer: RecordingAnnouncer) -> None:
    visit = (await house.book()).visit
    assert await house.deeds(visit.id) == ["visit.book", "link.issue"]
    assert announcer.events == [Event("visit:booked", visit.practice, visit.id, 1, frozenset({Audience.DESK}))]


async def test_booking_a_taken_slot_is_refused_and_leaves_no_visit(house: House) -> None:
    await house.book()
    with pytest.raises(DomainError) as refused:
        await house.book()
    async with house.database.write() as tx:
        day = await house.visits.day(tx, house.scheduler, day=house.begin.date(), zone="UTC")
    assert refused.value.code == "slot.taken"
    assert len(day) == 1


async def test_of_many_bookings_of_one_slot_one_is_made(house: House) -> None:
    results = await asyncio.gather(*(house.book() for _ in range(5)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [error.code for error in refused] == ["slot.taken"] * 4


@pytest.mark.parametrize("unknown", ["clinician", "patient"])
async def test_nobody_unknown_is_booked(house: House, unknown: str) -> None:
    known = BookVisit(house.clinic.clinician.id, house.clinic.patient.id, house.begin, 30)
    wanted = {
        "clinician": replace(known, clinician=StaffId(new_id())),
        "patient": replace(known, patient=PatientId(new_id())),
    }[unknown]
    with pytest.raises(DomainError) as refused:
        async with house.database.write() as tx:
            await house.visits.book(tx, house.scheduler, house.now, wanted)
    assert refused.value.kind is Kind.MISSING


async def test_the_system_books_in_the_schedulers_place(house: House) -> None:
    wanted = BookVisit(house.clinic.clinician.id, house.clinic.patient.id, house.begin, 30)
    async with house.database.write() as tx:
        booked = await house.visits.book(tx, system_actor(house.clinic.practice.id), house.now, wanted)
    assert booked.visit.state is State.BOOKED


async def test_the_token_of_a_link_is_in_no_representation(house: House) -> None:
    booked = await house.book()
    assert booked.link.token not in repr(booked)


async def test_a_new_link_ends_the_old_one(house: House) -> None:
    booked = await house.book()
    async with house.database.write() as tx:
        link = await house.visits.invite(tx, house.scheduler, house.now, booked.visit.id)
    with pytest.raises(DomainError) as refused:
        await house.opened(booked)
    assert refused.value.code == "link.invalid"
    assert (await house.opened(replace(booked, link=link))).visit == booked.visit.id


async def test_an_ended_visit_gets_no_new_link(house: House) -> None:
    visit, _ = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        async with house.database.write() as tx:
            await house.visits.invite(tx, house.scheduler, house.now, visit.id)
    assert refused.value.code == "visit.ended"


# What every verb with a revision has in common


@pytest.mark.parametrize("verb", REVISED)
async def test_a_verb_leads_where_the_table_says_and_the_ledger_knows_it(house: House, verb: str) -> None:
    before = await _ready_for(house, verb)
    house.clock.advance(timedelta(minutes=3))
    after = await _do(house, verb, before, before.rev)
    assert (after.state, after.rev, after.changed_at) == (LEADS_TO[verb], before.rev + 1, house.now)
    assert await house.found(before.id) == after
    assert (await house.deeds(before.id))[-1] == f"visit.{verb}"


@pytest.mark.parametrize("verb", REVISED)
async def test_a_verb_tells_those_who_need_to_know(house: House, announcer: RecordingAnnouncer, verb: str) -> None:
    before = await _ready_for(house, verb)
    announcer.events.clear()
    after = await _do(house, verb, before, before.rev)
    assert [(event.name, set(event.audience)) for event in announcer.hints] == PUSHED[verb]
    assert {(event.visit, event.rev) for event in announcer.hints} == {(before.id, after.rev)}


@pytest.mark.parametrize("verb", REVISED)
async def test_an_old_revision_is_stale_and_changes_nothing(
    house: House, announcer: RecordingAnnouncer, verb: str
) -> None:
    before = await _ready_for(house, verb)
    deeds = await house.deeds(before.id)
    announcer.events.clear()
    with pytest.raises(DomainError) as refused:
        await _do(house, verb, before, before.rev - 1)
    assert (refused.value.kind, refused.value.code) == (Kind.STALE, "visit.stale")
    assert await house.found(before.id) == before
    assert await house.deeds(before.id) == deeds
    assert not announcer.events


async def test_admitting_to_an_unknown_visit_is_missing(house: House) -> None:
    visit, _ = await house.waiting()
    with pytest.raises(DomainError) as refused:
        await house.admit(replace(visit, id=VisitId(new_id())))
    assert refused.value.kind is Kind.MISSING


@pytest.mark.parametrize("verb", REVISED)
async def test_of_many_who_act_on_one_revision_one_succeeds(house: House, verb: str) -> None:
    before = await _ready_for(house, verb)
    attempts = [_do(house, verb, before, before.rev) for _ in range(6)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    won = [result for result in results if isinstance(result, Visit)]
    assert len(won) == 1
    assert {type(result) for result in results} == {Visit, DomainError}
    assert (await house.deeds(before.id)).count(f"visit.{verb}") == 1


# What is particular


async def test_of_two_clinicians_windows_one_admits_and_the_other_learns_why(house: House) -> None:
    waiting, _ = await house.waiting()
    attempts = [_do(house, "admit", waiting, waiting.rev) for _ in range(2)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    (refused,) = [result for result in results if isinstance(result, DomainError)]
    assert (refused.kind, refused.code) == (Kind.CONFLICT, "visit.already_admitted")


async def test_admission_hands_the_waiting_patient_the_ticket_to_the_call(
    house: House, announcer: RecordingAnnouncer
) -> None:
    visit, patient = await house.in_progress()
    (grant,) = [event for event in announcer.events if isinstance(event, SeatGrant)]
    claims = house.verifier.verify(SEAT, grant.ticket, house.now)
    assert grant.audience == {Audience.VISIT}
    assert (claims["seat"], claims["visit"]) == (str(grant.seat), str(visit.id))
    assert (claims["role"], claims["call"], claims["sid"]) == ("patient", True, str(patient.session))


async def test_admission_hands_both_seats_the_right_to_the_call(
    house: House, announcer: RecordingAnnouncer
) -> None:
    waiting, patient = await house.waiting()
    async with house.database.write() as tx:
        await house.visits.ticket(tx, house.clinician, house.now, waiting.id, call=False)
    await house.admit(waiting)
    granted = {
        claims["role"]: (claims["sid"], claims["call"], claims["visit"])
        for event in announcer.events
        if isinstance(event, SeatGrant)
        for claims in [house.verifier.verify(SEAT, event.ticket, house.now)]
    }
    assert granted == {
        "patient": (str(patient.session), True, str(waiting.id)),
        "clinician": (str(house.clinician.session), True, str(waiting.id)),
    }


async def test_a_seat_that_nobody_has_taken_is_granted_nothing(
    house: House, announcer: RecordingAnnouncer
) -> None:
    await house.in_progress()
    (grant,) = [event for event in announcer.events if isinstance(event, SeatGrant)]
    assert house.verifier.verify(SEAT, grant.ticket, house.now)["role"] == "patient"


async def test_a_visit_ends_with_its_outcome_in_the_ledger(house: House) -> None:
    visit, _ = await house.in_progress()
    ended = await house.end(visit, Outcome.BY_PHONE)
    assert (ended.outcome, ended.ended_at) == (Outcome.BY_PHONE, house.now)
    assert '"outcome":"by_phone"' in (await house.ledger(visit.id))[-1].entry


async def test_the_session_of_a_visit_that_ended_lives_two_more_hours(house: House) -> None:
    booked = await house.book()
    async with house.database.write() as tx:
        token, patient = await identity.exchange(tx, house.now, booked.link.token)
    await house.identify(patient)
    await house.consent(patient)
    visit = await house.admit(await house.arrive(patient))
    house.clock.advance(timedelta(hours=3))  # a visit that took longer than its time
    await house.end(visit)
    house.clock.advance(AFTER_VISIT - timedelta(seconds=1))
    async with house.database.read() as tx:
        assert (await identity.authenticate(tx, house.now, token)).visit == visit.id
    house.clock.advance(timedelta(seconds=1))
    with pytest.raises(DomainError):
        async with house.database.read() as tx:
            await identity.authenticate(tx, house.now, token)


async def test_a_held_patient_waits_again_from_when_they_first_arrived(house: House) -> None:
    visit, _ = await house.in_progress()
    house.clock.advance(timedelta(minutes=5))
    held = await _do(house, "hold", visit, visit.rev)
    assert (held.arrived_at, held.admitted_at) == (visit.arrived_at, None)


async def test_a_cancelled_visit_frees_its_time(house: House) -> None:
    visit = (await house.book()).visit
    await _do(house, "cancel", visit, visit.rev)
    assert (await house.book()).visit.id != visit.id


async def test_a_visit_in_progress_is_ended_and_not_cancelled(house: House) -> None:
    visit, _ = await house.in_progress()
    with pytest.raises(DomainError) as refused:
        await _do(house, "cancel", visit, visit.rev)
    assert refused.value.code == "visit.already_admitted"
