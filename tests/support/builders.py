"""A practice with its people, in one line; what a test does not care about has a value that cannot matter."""

from dataclasses import dataclass
from datetime import date, datetime

from argon2 import PasswordHasher

from server.db.database import Database
from server.db.transaction import WriteTx
from server.domain.identity import (
    IdentityService,
    Passwords,
    Patient,
    PatientDetails,
    Practice,
    PracticeSetup,
    Staff,
)
from server.domain.quality import QualityService
from server.domain.scheduling import Availability, SchedulingService, Wanted
from server.kernel.actor import Actor, ActorKind, Role, system_actor
from server.kernel.ids import VisitId, new_id
from server.kernel.phi import Phi

ZONE = "Europe/Vienna"
PASSWORD = "correct horse battery staple"
BIRTH_DATE = date(1980, 4, 12)
OFFICE_HOURS = tuple(Availability(weekday, 8 * 60, 18 * 60, ZONE, 30) for weekday in range(7))

identity = IdentityService()
scheduling = SchedulingService(identity)
quality = QualityService()

_quick_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One practice: an administrator, a scheduler, a clinician who works every day, a patient."""

    practice: Practice
    admin: Staff
    scheduler: Staff
    clinician: Staff
    patient: Patient


def quick_passwords() -> Passwords:
    """The real pool with a hash that takes no time. The caller closes it."""
    return Passwords(_quick_hasher)


async def open_clinic(database: Database, now: datetime, name: str = "Linden Practice") -> Clinic:
    """Every login begins with the practice's first word: `linden.clinician` and so on, all with `PASSWORD`."""
    async with database.write() as tx:
        practice = await PracticeSetup().open_practice(tx, now, name, ZONE, "+43 1 555 0100")
        admin = await hire(tx, now, practice, Role.ADMIN)
        scheduler = await hire(tx, now, practice, Role.SCHEDULER)
        clinician = await hire(tx, now, practice, Role.CLINICIAN)
        await scheduling.set_availability(tx, system_actor(practice.id), now, clinician.id, OFFICE_HOURS)
        patient = await identity.add_patient(tx, system_actor(practice.id), now, patient_details())
    return Clinic(practice, admin, scheduler, clinician, patient)


async def hire(tx: WriteTx, now: datetime, practice: Practice, role: Role, login: str | None = None) -> Staff:
    word = practice.name.split()[0].lower()
    return await PracticeSetup().hire(
        tx,
        system_actor(practice.id),
        now,
        login=login or f"{word}.{role}",
        display_name=f"{role.title()} of {practice.name}",
        roles=frozenset({role}),
        password_hash=_quick_hasher.hash(PASSWORD),
    )


def patient_details(given_name: str = "Paula", family_name: str = "Probe") -> PatientDetails:
    return PatientDetails(
        Phi(given_name),
        Phi(family_name),
        Phi(BIRTH_DATE),
        Phi("paula@example.org"),
        Phi("+43 1 555 0199"),
        "en",
        ZONE,
    )


def acting(staff: Staff) -> Actor:
    """The actor that `staff` is, once signed in."""
    return Actor(ActorKind.STAFF, staff.id, staff.practice, staff.roles)


def attending(patient: Patient, visit: VisitId) -> Actor:
    """The actor that `patient` is, once the link of `visit` was opened (without a session in the database)."""
    return Actor(ActorKind.PATIENT, patient.id, patient.practice, frozenset({Role.PATIENT}), visit=visit)


def new_visit() -> VisitId:
    return VisitId(new_id())


def wanted(clinic: Clinic, starts_at: datetime, duration_min: int = 30) -> Wanted:
    """A reservation with the clinic's clinician and patient."""
    return Wanted(new_visit(), clinic.clinician.id, clinic.patient.id, starts_at, duration_min)
