"""How a visit's connections were, over HTTP."""

from typing import Any

from server.domain.quality import QualityService
from server.kernel.ids import VisitId
from tests.server.api.browser import Browser
from tests.server.api.world import BookedVisit, World
from tests.support.samples import BROKEN, PATIENTS, SILENT, samples

quality = QualityService()


async def _sampled(world: World, number: int = 3, **other: Any) -> tuple[Browser, BookedVisit]:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    taken = samples(number, practice=world.clinic.practice.id, visit=VisitId(visit.uuid), **other)
    async with world.services.database.write() as tx:
        await quality.keep(tx, taken)
    return desk, visit


async def test_the_desk_sees_each_seat_with_its_summary_and_its_series(world: World) -> None:
    desk, visit = await _sampled(world, 2, down=BROKEN, paused=True, freezes=1, frozen_ms=300)
    answer = await desk.get(visit.path + "/quality")
    assert answer.status == 200
    (seat,) = answer.json["seats"]
    assert (seat["seat_id"], seat["role"], seat["spacing_s"]) == (str(PATIENTS), "patient", 5)
    assert seat["summary"] == {
        "connected_s": 10,
        "up": {"mos_median": 4.4, "mos_worst": 4.4, "loss": 0.0},
        "down": {"mos_median": 1.9, "mos_worst": 1.9, "loss": 0.25},
        "round_trip_ms": 40,
        "paused_s": 10,
        "freezes": 2,
        "frozen_ms": 600,
    }
    assert len(seat["series"]) == 2
    assert seat["series"][0] == {
        "at": "2026-03-02T08:00:00Z",
        "up": {"mos": 4.4, "loss": 0.0, "bps": 900_000},
        "down": {"mos": 1.9, "loss": 0.25, "bps": 90_000},
        "round_trip_ms": 40,
        "paused": True,
        "freezes": 1,
    }


async def test_a_way_on_which_nothing_went_has_no_score(world: World) -> None:
    desk, visit = await _sampled(world, 1, up=SILENT)
    (seat,) = (await desk.get(visit.path + "/quality")).json["seats"]
    assert seat["series"][0]["up"] == {"mos": None, "loss": None, "bps": 0}
    assert seat["summary"]["up"] == {"mos_median": None, "mos_worst": None, "loss": None}


async def test_a_long_visit_is_shown_in_at_most_720_points(world: World) -> None:
    desk, visit = await _sampled(world, 1_500)
    (seat,) = (await desk.get(visit.path + "/quality")).json["seats"]
    assert (len(seat["series"]), seat["spacing_s"]) == (500, 15)
    assert seat["summary"]["connected_s"] == 7_500


async def test_a_visit_without_a_call_has_no_seats_to_show(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    assert (await desk.get(visit.path + "/quality")).json == {"seats": []}


async def test_the_answer_names_nobody(world: World) -> None:
    desk, visit = await _sampled(world)
    answer = (await desk.get(visit.path + "/quality")).text
    assert not [name for name in ("Paula", "Probe", "Clinician of") if name in answer]


async def test_looking_at_it_is_audited(world: World) -> None:
    desk, visit = await _sampled(world)
    await desk.get(visit.path + "/quality")
    assert (await world.actions())[-1] == "visit.read_quality"
