"""`bedside demo --headless`: the whole visit with two aiortc peers instead of browsers, and its timeline.

Everything goes through the doors that browsers use: HTTP, socket and media.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from server.demo.person import Person, StepFailed
from server.demo.seed import DemoClinic
from server.demo.timeline import Timeline

NOTE = "Headless demo: the tone was heard and the bars were seen."
_PATIENCE_S = 20


async def play(
    url: str, clinic: DemoClinic, today: date, verify: Callable[[], Awaitable[str]], tell: Callable[[str], None]
) -> None:
    """Play the visit at the first free time from `today` on. `verify` answers the ledger's summary or raises."""
    timeline = Timeline(tell)
    async with Person(url) as scheduler, Person(url) as clinician, Person(url) as patient:
        async with asyncio.timeout(_PATIENCE_S * 5):
            booked = await _book(timeline, clinic, today, scheduler)
            visit = await _arrive(timeline, patient, booked)
            visit = await _meet(timeline, clinic, clinician, patient, visit)
            await _conclude(timeline, clinician, patient, visit)
        async with timeline.step("ledger verified"):
            summary = await verify()
    tell(f"\n  {summary}")


async def _book(timeline: Timeline, clinic: DemoClinic, today: date, scheduler: Person) -> dict[str, Any]:
    async with timeline.step("scheduler signed in"):
        await scheduler.ask("POST", "/sign-in", {"login": clinic.scheduler_login, "password": clinic.password})
    async with timeline.step("booked"):
        listed = await scheduler.ask("GET", "/clinicians")
        who = next(person for person in listed["items"] if person["display_name"] == clinic.clinician_name)
        patient = (await scheduler.ask("POST", "/patients/search", {}))["items"][0]
        slot = await _free_slot(scheduler, who["id"], today)
        wanted = {
            "clinician_id": who["id"],
            "patient_id": patient["id"],
            "starts_at": slot["starts_at"],
            "duration_min": 15,
        }
        booked: dict[str, Any] = await scheduler.ask("POST", "/visits", wanted)
        return booked | {"birth_date": patient["birth_date"]}


async def _free_slot(scheduler: Person, clinician: str, today: date) -> dict[str, Any]:
    for day in (today, today + timedelta(days=1)):
        found = await scheduler.ask("GET", f"/clinicians/{clinician}/slots?day={day}")
        if found["items"]:
            slot: dict[str, Any] = found["items"][0]
            return slot
    raise StepFailed("the demo clinician has no free time")


async def _arrive(timeline: Timeline, patient: Person, booked: dict[str, Any]) -> dict[str, Any]:
    token = booked["invitation"]["url"].partition("#")[2]
    async with timeline.step("link opened"):
        await patient.ask("POST", "/invitations/view", {"token": token})
        await patient.ask("POST", "/invitations/exchange", {"token": token})
    async with timeline.step("identity and consent given"):
        mine = await patient.ask("POST", "/my-visit/identity", {"birth_date": booked["birth_date"]})
        text = {key: mine["consent"][key] for key in ("text_version", "language")}
        await patient.ask("POST", "/my-visit/consent", text)
    async with timeline.step("arrived"):
        seat = await patient.ask("POST", "/my-visit/ticket", {"call": False})
        await patient.take_seat(seat["ticket"])
        await patient.ask("POST", "/my-visit/arrive")
    visit: dict[str, Any] = booked["visit"]
    return visit


async def _meet(
    timeline: Timeline, clinic: DemoClinic, clinician: Person, patient: Person, visit: dict[str, Any]
) -> dict[str, Any]:
    async with timeline.step("clinician signed in and seated"):
        await clinician.ask("POST", "/sign-in", {"login": clinic.clinician_login, "password": clinic.password})
        seen = await clinician.ask("GET", f"/visits/{visit['id']}")
        await clinician.take_seat((await clinician.ask("POST", f"/visits/{visit['id']}/ticket"))["ticket"])
    async with timeline.step("admitted"):
        admitted = await clinician.ask("POST", f"/visits/{visit['id']}/admit", rev=seen["rev"])
        async with asyncio.timeout(_PATIENCE_S):
            ticket = await patient.admitted
    async with timeline.step("first picture on both sides"), asyncio.timeout(_PATIENCE_S):
        await asyncio.gather(clinician.call(admitted["ticket"]["ticket"]), patient.call(ticket))
        await asyncio.gather(clinician.picture.wait(), patient.picture.wait())
    async with timeline.step("first sound on both sides"), asyncio.timeout(_PATIENCE_S):
        await asyncio.gather(clinician.sound.wait(), patient.sound.wait())
    now: dict[str, Any] = admitted["visit"]
    return now


async def _conclude(timeline: Timeline, clinician: Person, patient: Person, visit: dict[str, Any]) -> None:
    path = f"/visits/{visit['id']}"
    async with timeline.step("note sealed"):
        saved = await clinician.ask("PUT", f"{path}/note", {"text": NOTE, "based_on": 0})
    async with timeline.step("call left"):
        await asyncio.gather(clinician.leave(), patient.leave())
    async with timeline.step("ended"):
        await clinician.ask("POST", f"{path}/end", {"outcome": "completed"}, rev=visit["rev"])
    async with timeline.step("note signed"):
        await clinician.ask("POST", f"{path}/note/sign", {"version": saved["version"]})
        read = await clinician.ask("GET", f"{path}/note")
        if read["text"] != NOTE or read["status"] != "signed":
            raise StepFailed("the signed note does not read as it was written")
