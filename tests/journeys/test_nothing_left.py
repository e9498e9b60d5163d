"""After many visits that were joined and ended, the service holds what it held before them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from server.adapters.system_clock import SystemClock
from server.demo.person import Person
from tests.support.serving import Served, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]

AT_ONCE = 5
_SLACK = 8
"""For threads and descriptors: the pool of database connections fills when it is first needed, to a fixed size."""
_SETTLES_S = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds that a visit may have opened."""

    threads: int
    descriptors: int
    tasks: int
    rooms: int
    peers: int

    def within(self, other: "Held") -> bool:
        pooled = self.threads <= other.threads + _SLACK and self.descriptors <= other.descriptors + _SLACK
        return (self.rooms, self.peers) == (0, 0) and self.tasks <= other.tasks and pooled


@pytest_asyncio.fixture(loop_scope="session")
async def alone(tmp_path: Path) -> AsyncIterator[Served]:
    """A service that nobody else uses."""
    async with serving(tmp_path / "var") as running:
        yield running


@pytest.mark.parametrize("count", [10, pytest.param(50, marks=pytest.mark.faults)])
async def test_visits_that_have_ended_leave_nothing_behind(alone: Served, count: int) -> None:
    async with Person(alone.url) as scheduler:
        await scheduler.ask("POST", "/sign-in", {"login": alone.scheduler_login, "password": alone.password})
        slots = await _slots(scheduler, AT_ONCE + count)
        before = None
        for start in range(0, len(slots), AT_ONCE):
            await asyncio.gather(*(_visit(alone, scheduler, slot) for slot in slots[start : start + AT_ONCE]))
            before = before or await _held(alone)
    assert before is not None
    after = await _settled(alone, before)
    assert after.within(before), f"before {before}, after {after}"


async def _visit(served: Served, scheduler: Person, wanted: dict[str, Any]) -> None:
    booked = await scheduler.ask("POST", "/visits", wanted)
    visit, token = f"/visits/{booked['visit']['id']}", booked["invitation"]["url"].partition("#")[2]
    async with Person(served.url) as patient, Person(served.url) as clinician:
        await patient.ask("POST", "/invitations/exchange", {"token": token})
        mine = await patient.ask("POST", "/my-visit/identity", {"birth_date": served.patient_birth_date})
        text = {key: mine["consent"][key] for key in ("text_version", "language")}
        await patient.ask("POST", "/my-visit/consent", text)
        await patient.take_seat((await patient.ask("POST", "/my-visit/ticket", {"call": False}))["ticket"])
        await patient.ask("POST", "/my-visit/arrive")
        await clinician.ask("POST", "/sign-in", {"login": served.clinician_login, "password": served.password})
        await clinician.take_seat((await clinician.ask("POST", f"{visit}/ticket"))["ticket"])
        seen = await clinician.ask("GET", visit)
        admitted = await clinician.ask("POST", f"{visit}/admit", rev=seen["rev"])
        await asyncio.gather(clinician.call(admitted["ticket"]["ticket"]), patient.call(await patient.admitted))
        async with asyncio.timeout(30):
            await asyncio.gather(clinician.sound.wait(), patient.sound.wait())
        await clinician.ask("POST", f"{visit}/end", {"outcome": "completed"}, rev=admitted["visit"]["rev"])


async def _slots(scheduler: Person, count: int) -> list[dict[str, Any]]:
    clinician = next(
        one
        for one in (await scheduler.ask("GET", "/clinicians"))["items"]
        if one["display_name"] == "Dr Ada Example"
    )["id"]
    patient = (await scheduler.ask("POST", "/patients/search", {"query": "Placeholder"}))["items"][0]["id"]
    found: list[dict[str, Any]] = []
    day = SystemClock().now().date()
    while len(found) < count:
        listed = await scheduler.ask("GET", f"/clinicians/{clinician}/slots?day={day}")
        found += [
            {"clinician_id": clinician, "patient_id": patient, "starts_at": slot["starts_at"], "duration_min": 15}
            for slot in listed["items"]
        ]
        day += timedelta(days=1)
    return found[:count]


async def _settled(served: Served, before: Held) -> Held:
    """What is held as soon as it is as little as `before`, or when the grace of lost sockets is long over."""
    held = await _held(served)
    for _ in range(_SETTLES_S):
        if held.within(before):
            break
        await asyncio.sleep(1)
        held = await _held(served)
    return held


async def _held(served: Served) -> Held:
    async with aiohttp.ClientSession() as http, http.get(f"{served.url}/metrics") as answer:
        lines = [line.split() for line in (await answer.text()).splitlines() if not line.startswith("#")]
    gauges = {name: int(float(value)) for name, value in lines if name.startswith("bedside_")}
    process = Path("/proc") / str(served.pid)
    return Held(
        threads=len(list((process / "task").iterdir())),
        descriptors=len(list((process / "fd").iterdir())),
        tasks=gauges["bedside_tasks"],
        rooms=gauges["bedside_media_rooms"],
        peers=gauges["bedside_media_peers"],
    )
