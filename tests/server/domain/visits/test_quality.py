"""What a visit's own verbs do with the record of its connections."""

import json
from dataclasses import replace
from typing import Any

import pytest

from server.domain.quality import Cause, Device, DeviceCheck, Grade, Path, Readiness, Sample, Speaker
from server.domain.visits import Outcome, Visit
from server.kernel.actor import Actor, Role
from server.kernel.errors import DomainError, Kind
from tests.server.domain.visits.house import House
from tests.support.builders import quality
from tests.support.samples import BROKEN, CLINICIANS, PATIENTS, samples_of

FINE = DeviceCheck(Path.UDP, Device.OK, Device.OK, Speaker.OK)
MUTE = replace(FINE, microphone=Device.DENIED)


async def _sampled(house: House, visit: Visit) -> list[Sample]:
    """Half a minute of the patient, some seconds of the clinician."""
    taken = samples_of(visit, 6, down=BROKEN)
    taken += samples_of(visit, 2, seat=CLINICIANS, role=Role.CLINICIAN)
    async with house.database.write() as tx:
        await quality.keep(tx, taken)
    return taken


async def _check(house: House, patient: Actor, found: DeviceCheck) -> Readiness:
    async with house.database.write() as tx:
        return await house.visits.check(tx, patient, house.now, found)


async def _entry(house: House, visit: Visit, action: str) -> dict[str, Any]:
    (row,) = [row for row in await house.ledger(visit.id) if row.action == action]
    read: dict[str, Any] = json.loads(row.entry)
    return read


# The end


async def test_the_end_of_a_visit_says_once_how_its_connections_were(house: House) -> None:
    visit, _ = await house.in_progress()
    await _sampled(house, visit)
    await house.end(visit)
    assert (await house.deeds(visit.id))[-2:] == ["visit.quality", "visit.end"]
    entry = await _entry(house, visit, "visit.quality")
    assert entry["actor"]["id"] == str(house.clinician.id)
    seats = entry["detail"]["seats"]
    assert [(seat["role"], seat["connected_s"]) for seat in seats] == [("clinician", 10), ("patient", 30)]
    assert (seats[1]["down_mos_worst_x100"], seats[1]["down_loss_ppm"]) == (190, 250_000)


async def test_a_visit_that_nobody_called_in_ends_all_the_same(house: House) -> None:
    visit, _ = await house.in_progress()
    await house.end(visit, Outcome.BY_PHONE)
    assert "visit.quality" not in await house.deeds(visit.id)


async def test_stepping_out_concludes_nothing(house: House) -> None:
    visit, _ = await house.in_progress()
    await _sampled(house, visit)
    async with house.database.write() as tx:
        await house.visits.hold(tx, house.clinician, house.now, visit.id, visit.rev)
    assert "visit.quality" not in await house.deeds(visit.id)


async def test_an_end_that_is_refused_concludes_nothing(house: House) -> None:
    visit, _ = await house.in_progress()
    await _sampled(house, visit)
    with pytest.raises(DomainError):
        await house.end(replace(visit, rev=visit.rev + 1))
    assert "visit.quality" not in await house.deeds(visit.id)


# Reading it afterwards


async def test_who_reads_how_it_was_stands_in_the_ledger(house: House) -> None:
    visit, _ = await house.in_progress()
    taken = await _sampled(house, visit)
    async with house.database.write() as tx:
        clinicians, patients = await house.visits.read_quality(tx, house.scheduler, visit.id)
    assert (clinicians.seat, patients.seat) == (CLINICIANS, PATIENTS)
    assert list(patients.series) == taken[:6]
    assert (await house.deeds(visit.id))[-1] == "visit.read_quality"


async def test_a_visit_without_a_call_has_nothing_to_show(house: House) -> None:
    visit = (await house.book()).visit
    async with house.database.write() as tx:
        assert await house.visits.read_quality(tx, house.scheduler, visit.id) == []


# The check before it


async def test_a_device_check_is_judged_and_shown_to_the_desk(house: House) -> None:
    booked = await house.book()
    patient = await house.checked_in(booked)
    readiness = await _check(house, patient, MUTE)
    assert readiness == Readiness(Grade.RED, Cause.MICROPHONE, house.now)
    async with house.database.write() as tx:
        row = await house.visits.get(tx, house.scheduler, booked.visit.id)
    assert row.readiness == readiness


async def test_the_ledger_gets_grade_and_cause_of_a_check_and_no_more(house: House) -> None:
    booked = await house.book()
    await _check(house, await house.checked_in(booked), MUTE)
    entry = await _entry(house, booked.visit, "visit.check")
    assert entry["detail"] == {"grade": "red", "cause": "microphone"}


async def test_a_visit_that_nobody_checked_is_of_unknown_readiness(house: House) -> None:
    visit = (await house.book()).visit
    async with house.database.write() as tx:
        assert (await house.visits.get(tx, house.scheduler, visit.id)).readiness is None


async def test_checking_comes_after_the_check_in(house: House) -> None:
    patient = await house.opened(await house.book())
    with pytest.raises(DomainError) as refused:
        await _check(house, patient, FINE)
    assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "visit.check_in_required")


async def test_a_visit_that_ended_is_not_checked(house: House) -> None:
    visit, patient = await house.in_progress()
    await house.end(visit)
    with pytest.raises(DomainError) as refused:
        await _check(house, patient, FINE)
    assert refused.value.code == "visit.ended"


async def test_checking_again_while_waiting_is_welcome(house: House) -> None:
    visit, patient = await house.waiting()
    await _check(house, patient, MUTE)
    assert (await _check(house, patient, FINE)).grade is Grade.GREEN
    assert (await house.found(visit.id)).rev == visit.rev
