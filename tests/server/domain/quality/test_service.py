"""What is kept of visits' connections, on each database."""

from dataclasses import replace

from server.domain.quality import Cause, Device, DeviceCheck, Grade, Path, QualityService, Readiness, Speaker
from server.domain.quality.store import counts, of_visit
from server.domain.quality.tables import device_check, quality_sample
from server.kernel.ids import PracticeId, VisitId, new_id
from tests.server.domain.visits.house import House
from tests.support.builders import quality
from tests.support.samples import BROKEN, samples, samples_of

GOOD = DeviceCheck(Path.UDP, Device.OK, Device.OK, Speaker.OK)
MUTE = replace(GOOD, microphone=Device.DENIED)


async def test_a_sample_comes_back_as_it_was_taken(house: House) -> None:
    visit = (await house.book()).visit
    taken = samples_of(visit, 2, down=BROKEN, paused=True, freezes=3, frozen_ms=1_200)
    bare = replace(taken[1], round_trip_ms=None, layer=None)
    async with house.database.write() as tx:
        await quality.keep(tx, [taken[0], bare])
    async with house.database.read() as tx:
        assert await of_visit(tx, visit.practice, visit.id) == [taken[0], bare]


async def test_samples_are_read_in_the_order_in_which_they_were_taken(house: House) -> None:
    visit = (await house.book()).visit
    taken = samples_of(visit, 3)
    async with house.database.write() as tx:
        await quality.keep(tx, [taken[2], taken[0], taken[1]])
        assert await of_visit(tx, visit.practice, visit.id) == taken


async def test_another_practice_finds_no_sample(house: House) -> None:
    visit = (await house.book()).visit
    stranger = PracticeId(new_id())
    async with house.database.write() as tx:
        await quality.keep(tx, samples_of(visit, 1))
        await quality.check(tx, house.scheduler, house.now, visit.id, GOOD)
        assert await quality.of_visit(tx, stranger, visit.id) == []
        assert await quality.readiness(tx, stranger, [visit.id]) == {}


async def test_a_visit_has_room_for_so_many_samples_and_no_more(house: House) -> None:
    small = QualityService(most_samples=3)
    one, other = VisitId(new_id()), VisitId(new_id())
    async with house.database.write() as tx:
        await small.keep(tx, samples(2, visit=one))
        await small.keep(tx, [*samples(5, visit=one), *samples(2, visit=other)])
        assert await counts(tx, [one, other, VisitId(new_id())]) == {one: 3, other: 2}


async def test_taking_samples_is_no_entry_of_the_ledger(house: House) -> None:
    before = len(await house.practice_ledger())
    visit = (await house.book()).visit
    booked = len(await house.practice_ledger())
    async with house.database.write() as tx:
        await quality.keep(tx, samples_of(visit, 2))
        await quality.keep(tx, [])
    assert len(await house.practice_ledger()) == booked > before


async def test_a_visit_without_samples_concludes_without_a_word(house: House) -> None:
    visit = (await house.book()).visit
    deeds = await house.deeds(visit.id)
    async with house.database.write() as tx:
        await quality.conclude(tx, house.clinician, visit.id)
    assert await house.deeds(visit.id) == deeds


async def test_the_latest_device_check_takes_the_place_of_the_one_before(house: House) -> None:
    visit = (await house.book()).visit
    async with house.database.write() as tx:
        first = await quality.check(tx, house.scheduler, house.now, visit.id, MUTE)
        second = await quality.check(tx, house.scheduler, house.now, visit.id, GOOD)
        assert first == Readiness(Grade.RED, Cause.MICROPHONE, house.now)
        assert await quality.readiness(tx, visit.practice, [visit.id, VisitId(new_id())]) == {visit.id: second}
    assert second == Readiness(Grade.GREEN, None, house.now)


def test_no_column_could_hold_a_name_or_an_address() -> None:
    words = {column.name for table in (quality_sample, device_check) for column in table.columns}
    texts = {
        column.name
        for table in (quality_sample, device_check)
        for column in table.columns
        if column.type.python_type is str
    }
    assert not words & {"name", "display_name", "address", "ip", "host", "port", "person_id"}
    assert texts == {"role", "layer", "grade", "cause"}
