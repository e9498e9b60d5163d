"""A visit between two pages, as journeys begin with it."""

import asyncio
from dataclasses import dataclass

from tests.journeys.conftest import Person
from tests.support.pages import Clinician, Patient, Scheduler, media_grows
from tests.support.serving import Served

_LISTEN = """
window.said = [];
new MutationObserver(() => {
  for (const line of (document.body?.innerText ?? "").split("\\n"))
    if (/has left|is not here|left the visit/.test(line)) window.said.push(line);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


@dataclass
class Visit:
    clinician: Clinician
    patient: Patient

    async def sees_and_hears(self, within_s: float = 15) -> None:
        await asyncio.gather(*(media_grows(page, within_s) for page in (self.clinician.page, self.patient.page)))

    async def nobody_left(self) -> None:
        for page in (self.clinician.page, self.patient.page):
            said = await page.evaluate("window.said")
            assert said == [], f"somebody is said to be gone: {said}"


async def running(person: Person, served: Served) -> Visit:
    booked = await (await Scheduler.opens(await person(), served)).books()
    contexts = [await person(), await person(width=390, height=844)]
    for context in contexts:
        await context.add_init_script(_LISTEN)
    clinician = await Clinician.opens(contexts[0], served)
    patient = await Patient.opens(contexts[1], booked.link)
    await patient.waits(served.patient_birth_date)
    await clinician.opens_visit(booked.visit)
    await clinician.admits()
    visit = Visit(clinician, patient)
    await visit.sees_and_hears()
    return visit
