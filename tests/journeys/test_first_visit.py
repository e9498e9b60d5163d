"""The visit from booking to signed note, in real browsers, and the ledger that remembers it."""

import asyncio
import sqlite3
import sys

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Person
from tests.journeys.visits import running
from tests.support.pages import Clinician, Patient, Scheduler, media_grows, received
from tests.support.serving import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTE = "Zwetschge: no fever since Tuesday."


async def bedside(served: Served, *command: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        *command,
        env=served.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


async def test_a_visit_from_booking_to_signed_note(person: Person, served: Served) -> None:
    scheduler = await Scheduler.opens(await person(), served)
    booked = await scheduler.books()
    clinician = await Clinician.opens(await person(), served)
    patient = await Patient.opens(await person(width=390, height=844), booked.link)
    await patient.waits(served.patient_birth_date)

    await expect(clinician.page.get_by_text("Waiting now")).to_be_visible()
    await expect(clinician.page).to_have_title("(1) Today · Bedside", timeout=2_000)
    await clinician.admits()
    await asyncio.gather(media_grows(clinician.page), media_grows(patient.page))

    await clinician.writes(NOTE)
    await clinician.ends()
    await patient.sees("Your visit has ended")
    await clinician.signs()

    code, told = await bedside(served, "audit", "verify", "--visit", booked.visit)
    assert code == 0, told
    assert "The ledger is whole" in told
    for deed in ("visit.book", "visit.arrive", "visit.admit", "note.save", "visit.end", "note.sign"):
        assert deed in told


async def test_a_reload_brings_either_person_back_into_the_same_seat(person: Person, served: Served) -> None:
    visit = await running(person, served)
    for page in visit.pages:
        await page.reload()
        await visit.sees_and_hears()
    code, told = await bedside(served, "audit", "verify", "--visit", visit.booked.visit)
    assert code == 0
    assert told.count("visit.admit") == 1
    await visit.clinician.ends()


async def test_the_camera_and_the_microphone_can_be_turned_off_and_on(person: Person, served: Served) -> None:
    visit = await running(person, served)
    clinician, patient = visit.pages
    await patient.get_by_role("button", name="Camera off").click()
    tile = clinician.get_by_role("figure", name="Pat Placeholder, video")
    await expect(tile).to_contain_text("Camera off")
    dark = await received(clinician)
    await asyncio.sleep(1)
    still = await received(clinician)
    assert still["frames"] - dark["frames"] <= 5

    await patient.get_by_role("button", name="Camera off").click()
    await media_grows(clinician)
    await patient.get_by_role("button", name="Mute").click()
    await expect(tile).to_contain_text("microphone off")
    await visit.clinician.ends()


async def test_one_changed_byte_is_named_by_the_ledger(person: Person, served: Served) -> None:
    code, told = await bedside(served, "audit", "verify")
    assert code == 0, told
    database = sqlite3.connect(served.data_dir / "bedside.db")
    with database:
        entry = database.execute('SELECT entry FROM audit_event WHERE "index" = 2').fetchone()[0]
        changed = entry.replace('"v":1', '"v":2')
        database.execute('UPDATE audit_event SET entry = ? WHERE "index" = 2', (changed,))
    try:
        code, told = await bedside(served, "audit", "verify")
        assert code == 1
        assert "First bad entry: 2" in told
    finally:
        with database:
            database.execute('UPDATE audit_event SET entry = ? WHERE "index" = 2', (entry,))
        database.close()
