import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from server.crypto.tokens import SEAT
from server.domain.visits import MyVisit, SeatTicket, State, Visit, require_call
from server.kernel.actor import Actor
from server.kernel.errors import DomainError, Kind
from server.kernel.events import SeatGrant
from server.kernel.ids import VisitId, new_id
from tests.server.domain.visits.house import House
from tests.support.databases import RecordingAnnouncer


async def _mine(house: House, patient: Actor) -> MyVisit:
    async with house.database.write() as tx:
        return await house.visits.mine(tx, patient)


async def _ticket(house: House, actor: Actor, visit: VisitId, *, call: bool) -> SeatTicket:
    async with house.database.write() as tx:
        return await house.visits.ticket(tx, actor, house.now, visit, call=call)


async def _give_up(house: House, patient: Actor) -> Visit:
    async with house.database.write() as tx:
        return await house.visits.give_up(tx, patient, house.now)


async def _consent(house: House, patient: Actor, version: str, language: str) -> None:
    async with house.database.write() as tx:
        await house.visits.consent(tx, patient, house.now, version, language)


def _code(refused: pytest.ExceptionInfo[DomainError]) -> tuple[Kind, str]:
    return refused.value.kind, refused.value.code


CHECK_IN_FIRST = (Kind.FORBIDDEN, "visit.check_in_required")


# What the patient sees


async def test_before_the_birth_date_the_page_learns_no_name(house: House) -> None:
    mine = await _mine(house, await house.opened(await house.book()))
    assert (mine.given_name, mine.identity_confirmed, mine.consent_needed) == (None, False, True)
    assert mine.starts_at == house.begin


async def test_after_the_birth_date_the_page_greets_by_name(house: House) -> None:
    patient = await house.opened(await house.book())
    await house.identify(patient)
    mine = await _mine(house, patient)
    assert mine.given_name == house.clinic.patient.details.given_name
    assert mine.identity_confirmed


async def test_a_second_browser_says_the_birth_date_again_and_not_the_consent(house: House) -> None:
    booked = await house.book()
    await house.checked_in(booked)
    async with house.database.write() as tx:
        link = await house.visits.invite(tx, house.scheduler, house.now, booked.visit.id)
    mine = await _mine(house, await house.opened(replace(booked, link=link)))
    assert (mine.identity_confirmed, mine.consent_needed) == (False, False)


async def test_a_patients_own_look_is_audited(house: House) -> None:
    booked = await house.book()
    await _mine(house, await house.opened(booked))
    assert (await house.deeds(booked.visit.id))[-1] == "visit.read"


async def test_a_session_without_a_visit_has_nothing_to_see(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        await _mine(house, house.scheduler)
    assert refused.value.kind is Kind.MISSING


# Consent


async def test_consent_is_remembered_with_its_version_and_language(house: House) -> None:
    booked = await house.book()
    await house.checked_in(booked)
    assert (await house.deeds(booked.visit.id))[-1] == "visit.consent"
    assert '{"language":"en","text_version":"2026-01"}' in (await house.ledger(booked.visit.id))[-1].entry


async def test_consent_said_twice_is_kept_once(house: House) -> None:
    booked = await house.book()
    patient = await house.checked_in(booked)
    await house.consent(patient)
    assert (await house.deeds(booked.visit.id)).count("visit.consent") == 1


async def test_somebody_who_has_not_said_who_they_are_cannot_consent(house: House) -> None:
    patient = await house.opened(await house.book())
    with pytest.raises(DomainError) as refused:
        await house.consent(patient)
    assert _code(refused) == CHECK_IN_FIRST


@pytest.mark.parametrize(
    ("version", "language", "code"),
    [("2019-01", "en", "consent.outdated"), ("2026-01", "tlh", "consent.unknown_language")],
)
async def test_words_that_were_not_shown_are_not_agreed_to(
    house: House, version: str, language: str, code: str
) -> None:
    patient = await house.opened(await house.book())
    await house.identify(patient)
    with pytest.raises(DomainError) as refused:
        await _consent(house, patient, version, language)
    assert refused.value.code == code


async def test_a_visit_that_is_over_takes_no_consent(house: House) -> None:
    visit, patient = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        await house.consent(patient)
    assert _code(refused) == (Kind.CONFLICT, "visit.ended")


# Arriving and leaving


async def test_a_patient_who_checked_in_waits(house: House, announcer: RecordingAnnouncer) -> None:
    visit, _ = await house.waiting()
    assert (visit.state, visit.rev, visit.arrived_at) == (State.WAITING, 2, house.now)
    assert (await house.deeds(visit.id))[-1] == "visit.arrive"
    assert announcer.names[-1] == "visit:arrived"


async def test_without_birth_date_nobody_arrives(house: House) -> None:
    patient = await house.opened(await house.book())
    with pytest.raises(DomainError) as refused:
        await house.arrive(patient)
    assert _code(refused) == CHECK_IN_FIRST


async def test_without_consent_nobody_arrives(house: House) -> None:
    patient = await house.opened(await house.book())
    await house.identify(patient)
    with pytest.raises(DomainError) as refused:
        await house.arrive(patient)
    assert _code(refused) == CHECK_IN_FIRST


async def test_arriving_again_keeps_the_place(house: House, announcer: RecordingAnnouncer) -> None:
    visit, patient = await house.waiting()
    house.clock.advance(timedelta(minutes=4))
    assert await house.arrive(patient) == visit
    assert announcer.names.count("visit:arrived") == 1


async def test_arriving_many_times_at_once_is_arriving_once(house: House) -> None:
    patient = await house.checked_in(await house.book())
    visits = await asyncio.gather(*(house.arrive(patient) for _ in range(5)))
    assert {visit.rev for visit in visits} == {2}
    assert (await house.deeds(visits[0].id)).count("visit.arrive") == 1


async def test_a_patient_may_leave_the_waiting_room_and_come_back(house: House) -> None:
    visit, patient = await house.waiting()
    gone = await _give_up(house, patient)
    back = await house.arrive(patient)
    assert (gone.state, gone.arrived_at) == (State.BOOKED, None)
    assert (back.state, back.rev) == (State.WAITING, visit.rev + 2)
    assert (await house.deeds(visit.id))[-2:] == ["visit.give_up", "visit.arrive"]


async def test_leaving_is_told_to_the_desk(house: House, announcer: RecordingAnnouncer) -> None:
    _, patient = await house.waiting()
    await _give_up(house, patient)
    assert announcer.names[-1] == "visit:given_up"


async def test_leaving_twice_is_leaving_once(house: House) -> None:
    visit, patient = await house.waiting()
    await _give_up(house, patient)
    await _give_up(house, patient)
    assert (await house.deeds(visit.id)).count("visit.give_up") == 1


async def test_a_patient_who_was_let_in_does_not_give_up_but_leaves(house: House) -> None:
    _, patient = await house.in_progress()
    with pytest.raises(DomainError) as refused:
        await _give_up(house, patient)
    assert _code(refused) == (Kind.CONFLICT, "visit.already_admitted")


async def test_nobody_arrives_at_a_visit_that_is_over(house: House) -> None:
    visit, patient = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        await house.arrive(patient)
    assert _code(refused) == (Kind.CONFLICT, "visit.ended")


async def test_of_admitting_and_giving_up_at_once_the_record_tells_one_story(house: House) -> None:
    waiting, patient = await house.waiting()
    results = await asyncio.gather(house.admit(waiting), _give_up(house, patient), return_exceptions=True)
    assert len([result for result in results if isinstance(result, Visit)]) == 1
    assert len([result for result in results if isinstance(result, DomainError)]) == 1
    assert (await house.found(waiting.id)).rev == waiting.rev + 1


# Tickets


async def test_a_waiting_patient_gets_a_ticket_to_wait_with(house: House) -> None:
    visit, patient = await house.waiting()
    issued = await _ticket(house, patient, visit.id, call=False)
    claims = house.verifier.verify(SEAT, issued.ticket, house.now)
    assert (claims["role"], claims["call"], claims["seat"]) == ("patient", False, str(issued.seat))


@pytest.mark.parametrize("who", ["patient", "clinician"])
async def test_nobody_gets_a_ticket_to_the_call_before_admission(house: House, who: str) -> None:
    visit, patient = await house.waiting()
    with pytest.raises(DomainError) as refused:
        await _ticket(house, {"patient": patient, "clinician": house.clinician}[who], visit.id, call=True)
    assert _code(refused) == (Kind.CONFLICT, "visit.not_admitted")


@pytest.mark.parametrize("who", ["patient", "clinician"])
async def test_after_admission_both_get_the_ticket_to_the_call(house: House, who: str) -> None:
    visit, patient = await house.in_progress()
    actor = {"patient": patient, "clinician": house.clinician}[who]
    issued = await _ticket(house, actor, visit.id, call=True)
    assert house.verifier.verify(SEAT, issued.ticket, house.now)["role"] == who
    assert (await house.deeds(visit.id))[-1] == "visit.ticket"


@pytest.mark.parametrize("call", [False, True])
async def test_a_visit_that_is_over_seats_nobody(house: House, call: bool) -> None:
    visit, patient = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        await _ticket(house, patient, visit.id, call=call)
    assert _code(refused) == (Kind.CONFLICT, "visit.ended")


@pytest.mark.parametrize("call", [False, True])
async def test_a_patient_checks_in_before_any_ticket(house: House, call: bool) -> None:
    booked = await house.book()
    patient = await house.opened(booked)
    with pytest.raises(DomainError) as refused:
        await _ticket(house, patient, booked.visit.id, call=call)
    assert _code(refused) == CHECK_IN_FIRST


async def test_a_patients_ticket_opens_no_other_visit(house: House) -> None:
    _, patient = await house.waiting()
    other, _ = await house.in_progress(place=1)
    with pytest.raises(DomainError) as refused:
        await _ticket(house, patient, other.id, call=True)
    assert refused.value.kind is Kind.MISSING


async def test_the_ticket_at_admission_is_for_the_browser_that_sat_down_last(
    house: House, announcer: RecordingAnnouncer
) -> None:
    booked = await house.book()
    waiting = await house.arrive(await house.checked_in(booked))
    async with house.database.write() as tx:
        link = await house.visits.invite(tx, house.scheduler, house.now, waiting.id)
    other_browser = await house.opened(replace(booked, link=link))
    await house.identify(other_browser)
    await _ticket(house, other_browser, waiting.id, call=False)
    await house.admit(waiting)
    (grant,) = [event for event in announcer.events if isinstance(event, SeatGrant)]
    assert house.verifier.verify(SEAT, grant.ticket, house.now)["sid"] == str(other_browser.session)


async def test_a_ticket_needs_a_session(house: House) -> None:
    visit, _ = await house.waiting()
    with pytest.raises(DomainError) as refused:
        await _ticket(house, replace(house.clinician, session=None), visit.id, call=False)
    assert refused.value.kind is Kind.MISSING


async def test_the_call_is_open_while_the_visit_is_in_progress_only(house: House) -> None:
    waiting, _ = await house.waiting()
    with pytest.raises(DomainError) as refused:
        require_call(waiting)
    assert refused.value.code == "visit.not_admitted"
    require_call(await house.admit(waiting))


async def test_the_seat_of_an_unknown_visit_is_missing(house: House) -> None:
    with pytest.raises(DomainError) as refused:
        async with house.database.read() as tx:
            await house.visits.seat_for(tx, house.clinician, VisitId(new_id()))
    assert refused.value.kind is Kind.MISSING
