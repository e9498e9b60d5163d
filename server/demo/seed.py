"""The demo clinic: seeded into an empty embedded database, and given a fresh patient link at every start."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from server.composition import Running
from server.db import WriteTx
from server.domain.identity import PatientDetails
from server.domain.scheduling import Availability, Slot
from server.domain.visits import BookVisit, State
from server.kernel.actor import Actor, ActorKind, Role, system_actor
from server.kernel.errors import unavailable
from server.kernel.ids import PatientId, PracticeId, StaffId, new_token
from server.kernel.phi import Phi

ZONE = "Europe/London"
PRACTICE, PHONE = "Lantern Demo Clinic", "+44 20 7946 0000"
DESK_LOGIN, DOCTOR_LOGIN, DOCTOR = "desk@lantern.example", "doctor@lantern.example", "Dr Ada Example"
COLLEAGUE_LOGIN, COLLEAGUE = "colleague@lantern.example", "Dr Ben Sample"
BIRTH_DATE = date(1956, 4, 3)
_SLOT_MIN = 15


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """What somebody needs to try the product; kept in `demo.json` (mode 0600) beside the database."""

    practice: str
    scheduler: str
    clinician: str
    patient: str
    password: str
    scheduler_login: str = DESK_LOGIN
    clinician_login: str = DOCTOR_LOGIN
    clinician_name: str = DOCTOR
    patient_birth_date: str = BIRTH_DATE.isoformat()
    url: str = ""
    patient_link: str = ""

    @property
    def desk(self) -> Actor:
        practice = PracticeId(UUID(self.practice))
        return Actor(ActorKind.STAFF, UUID(self.scheduler), practice, frozenset({Role.SCHEDULER}))


async def seed(service: Running) -> DemoClinic | None:
    """The demo clinic, ready to be visited; None where it is not wanted or where others already work."""
    if not service.demo_wanted:
        return None
    path = service.data_dir / "demo.json"
    if path.exists():
        clinic = DemoClinic(**json.loads(path.read_text()))
    elif await _others_work_here(service):
        return None
    else:
        clinic = await _open(service)
    clinic = replace(clinic, url=service.url, patient_link=await _patient_link(service, clinic))
    _keep(path, clinic)
    return clinic


async def _others_work_here(service: Running) -> bool:
    async with service.database.read() as tx:
        return bool(await service.audit.practices(tx))


async def _open(service: Running) -> DemoClinic:
    password = new_token()[:16]
    password_hash = await service.passwords.hash(password)
    now = service.clock.now()
    async with service.database.write() as tx:
        practice = await service.setup.open_practice(tx, now, PRACTICE, ZONE, PHONE)
        system = system_actor(practice.id)

        async def hire(login: str, name: str, role: Role) -> StaffId:
            hired = await service.setup.hire(
                tx,
                system,
                now,
                login=login,
                display_name=name,
                roles=frozenset({role}),
                password_hash=password_hash,
            )
            return hired.id

        scheduler = await hire(DESK_LOGIN, "Demo Desk", Role.SCHEDULER)
        clinician = await hire(DOCTOR_LOGIN, DOCTOR, Role.CLINICIAN)
        colleague = await hire(COLLEAGUE_LOGIN, COLLEAGUE, Role.CLINICIAN)
        for who in (clinician, colleague):
            await service.scheduling.set_availability(tx, system, now, who, _round_the_clock())
        patient = await service.identity.add_patient(tx, system, now, _patient("Pat", "Placeholder", BIRTH_DATE))
        await service.identity.add_patient(tx, system, now, _patient("Sam", "Specimen", date(1988, 11, 20)))
    return DemoClinic(str(practice.id), str(scheduler), str(clinician), str(patient.id), password)


def _round_the_clock() -> list[Availability]:
    """The demo works at any hour, so its clinicians do."""
    return [Availability(weekday, 0, 24 * 60, ZONE, _SLOT_MIN) for weekday in range(7)]


def _patient(given: str, family: str, born: date) -> PatientDetails:
    return PatientDetails(
        given_name=Phi(given),
        family_name=Phi(family),
        birth_date=Phi(born),
        email=Phi(f"{given.lower()}@lantern.example"),
        phone=Phi(None),
        language="en",
        zone=ZONE,
    )


async def _patient_link(service: Running, clinic: DemoClinic) -> str:
    """A fresh link to today's visit of the demo patient; to a new visit when that link was opened already."""
    now, desk = service.clock.now(), clinic.desk
    today = now.astimezone(ZoneInfo(ZONE)).date()
    async with service.database.write() as tx:
        for row in await service.visits.day(tx, desk, day=today, zone=ZONE):
            unopened = row.visit.state is State.BOOKED and row.link_opened_at is None
            if unopened and str(row.visit.patient) == clinic.patient:
                link = await service.visits.invite(tx, desk, now, row.visit.id)
                return service.link(link.token)
        slot = await _next_slot(service, tx, clinic, now)
        wanted = BookVisit(
            StaffId(UUID(clinic.clinician)), PatientId(UUID(clinic.patient)), slot.starts_at, _SLOT_MIN
        )
        booked = await service.visits.book(tx, desk, now, wanted)
        return service.link(booked.link.token)


async def _next_slot(service: Running, tx: WriteTx, clinic: DemoClinic, now: datetime) -> Slot:
    for ahead in range(7):
        day = (now + timedelta(days=ahead)).date()
        clinician = StaffId(UUID(clinic.clinician))
        found = await service.scheduling.free_slots(tx, clinic.desk, now, clinician, day=day, zone=ZONE)
        if found:
            return found[0]
    raise unavailable("demo.full", "The demo clinician has no free time in the next week.")


def _keep(path: Path, clinic: DemoClinic) -> None:
    """Replaced as a whole, and never readable by others."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(clinic), file, indent=2)
    draft.replace(path)
