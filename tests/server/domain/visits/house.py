"""One clinic at work: its services, its people, and visits that have come as far as a test needs them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.crypto.tokens import TicketSigner, TicketVerifier
from server.db import Database
from server.domain.audit import AuditService, LedgerRow, parse_export
from server.domain.identity import Staff
from server.domain.visits import Booked, BookVisit, Outcome, SeatTickets, Visit, VisitService, consent_text
from server.kernel.actor import Actor
from server.kernel.ids import SessionId, VisitId, new_id
from tests.support.builders import BIRTH_DATE, Clinic, acting, identity, open_clinic, quality, scheduling
from tests.support.clock import FakeClock


def signed_in(staff: Staff) -> Actor:
    return replace(acting(staff), session=SessionId(new_id()))


@dataclass(frozen=True, slots=True)
class House:
    """`begin` is when the first visit starts; each further one is booked half an hour later."""

    database: Database
    clock: FakeClock
    clinic: Clinic
    visits: VisitService
    verifier: TicketVerifier
    scheduler: Actor
    clinician: Actor
    begin: datetime

    async def book(self, place: int = 0) -> Booked:
        starts_at = self.begin + timedelta(minutes=30 * place)
        wanted = BookVisit(self.clinic.clinician.id, self.clinic.patient.id, starts_at, 30)
        async with self.database.write() as tx:
            return await self.visits.book(tx, self.scheduler, self.now, wanted)

    async def opened(self, booked: Booked) -> Actor:
        """The patient's actor, once the link was opened."""
        async with self.database.write() as tx:
            return (await identity.exchange(tx, self.now, booked.link.token))[1]

    async def identify(self, patient: Actor) -> None:
        async with self.database.write() as tx:
            await identity.confirm_birth_date(tx, patient, self.now, BIRTH_DATE)

    async def consent(self, patient: Actor) -> Visit:
        shown = consent_text("en")
        async with self.database.write() as tx:
            return await self.visits.consent(tx, patient, self.now, shown.version, shown.language)

    async def arrive(self, patient: Actor) -> Visit:
        async with self.database.write() as tx:
            return await self.visits.arrive(tx, patient, self.now)

    async def admit(self, visit: Visit) -> Visit:
        async with self.database.write() as tx:
            return await self.visits.admit(tx, self.clinician, self.now, visit.id, visit.rev)

    async def end(self, visit: Visit, outcome: Outcome = Outcome.COMPLETED) -> Visit:
        async with self.database.write() as tx:
            return await self.visits.end(tx, self.clinician, self.now, visit.id, if_rev=visit.rev, outcome=outcome)

    async def checked_in(self, booked: Booked) -> Actor:
        patient = await self.opened(booked)
        await self.identify(patient)
        await self.consent(patient)
        return patient

    async def waiting(self, place: int = 0) -> tuple[Visit, Actor]:
        patient = await self.checked_in(await self.book(place))
        return await self.arrive(patient), patient

    async def in_progress(self, place: int = 0) -> tuple[Visit, Actor]:
        visit, patient = await self.waiting(place)
        return await self.admit(visit), patient

    async def found(self, visit: VisitId) -> Visit:
        async with self.database.read() as tx:
            return await self.visits.find(tx, self.scheduler, visit)

    async def ledger(self, visit: VisitId) -> list[LedgerRow]:
        async with self.database.read() as tx:
            return await AuditService().visit_events(tx, self.clinic.practice.id, visit)

    async def deeds(self, visit: VisitId) -> list[str]:
        """What the ledger says happened in the visit, in order."""
        return [row.action for row in await self.ledger(visit)]

    async def practice_ledger(self) -> list[LedgerRow]:
        async with self.database.read() as tx:
            lines = [line async for line in AuditService().export(tx, self.clinic.practice.id)]
        return [read for read in parse_export(lines) if isinstance(read, LedgerRow)]

    async def verify(self) -> None:
        """The ledger is whole."""
        async with self.database.read() as tx:
            assert (await AuditService().verify(tx, self.clinic.practice.id)).whole

    @property
    def now(self) -> datetime:
        return self.clock.now()


async def open_house(database: Database, clock: FakeClock, name: str) -> House:
    clinic = await open_clinic(database, clock.now(), name)
    signer = TicketSigner(Ed25519PrivateKey.generate())
    return House(
        database=database,
        clock=clock,
        clinic=clinic,
        visits=VisitService(identity, scheduling, quality, SeatTickets(signer)),
        verifier=signer.verifier(),
        scheduler=signed_in(clinic.scheduler),
        clinician=signed_in(clinic.clinician),
        begin=clock.now() + timedelta(hours=1),
    )
