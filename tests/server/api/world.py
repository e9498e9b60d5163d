"""A served door over a real database, with a clinic behind it, and the few steps that many tests begin with."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from server.adapters.memory_ephemeral import MemoryEphemeral
from server.api import DoorSettings, Services
from server.crypto.tokens import TicketSigner
from server.db import Database, metadata
from server.domain.audit import AuditService
from server.domain.identity import Passwords, SignIn, Staff
from server.domain.notes import NoteDesk, NoteService, Vault
from server.domain.visits import SeatTickets, VisitService
from tests.server.api.browser import Answer, Browser
from tests.server.domain.notes.keys import KeyRing
from tests.support.builders import BIRTH_DATE, PASSWORD, Clinic, identity, quality, scheduling
from tests.support.clock import FakeClock

PUBLIC_URL = "https://bedside.example"


def services_over(database: Database, clock: FakeClock, passwords: Passwords, pages: Path) -> Services:
    """The real services, as the composition wires them."""
    tickets = TicketSigner(Ed25519PrivateKey.generate())
    visits = VisitService(identity, scheduling, quality, SeatTickets(tickets))
    notes = NoteService(visits)
    return Services(
        settings=DoorSettings(public_url=PUBLIC_URL, pages=pages, allowed_origins=frozenset({PUBLIC_URL})),
        database=database,
        clock=clock,
        ephemeral=MemoryEphemeral(lambda: clock.now().timestamp()),
        identity=identity,
        sign_in=SignIn(passwords),
        scheduling=scheduling,
        visits=visits,
        notes=notes,
        note_desk=NoteDesk(database, Vault(KeyRing()), notes),
        audit=AuditService(),
        tickets=tickets,
    )


@dataclass(slots=True)
class World:
    session: ClientSession
    site: str
    services: Services
    clock: FakeClock
    clinic: Clinic
    numbers: "count[int]" = field(default_factory=count)

    def browser(self) -> Browser:
        return Browser(self.session, self.site)

    async def signed_in(self, staff: Staff) -> Browser:
        browser = self.browser()
        answer = await browser.post("/api/v1/sign-in", {"login": staff.login, "password": PASSWORD})
        assert answer.status == 200, answer.text
        return browser

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"intent-{next(self.numbers):012}"

    def booking(self, hours: float = 1) -> dict[str, Any]:
        """A body that books the clinic's patient `hours` from now."""
        starts_at = self.clock.now() + timedelta(hours=hours)
        return {
            "clinician_id": str(self.clinic.clinician.id),
            "patient_id": str(self.clinic.patient.id),
            "starts_at": starts_at.isoformat(),
            "duration_min": 30,
        }

    async def booked(self, desk: Browser, hours: float = 1) -> "BookedVisit":
        answer = await desk.post("/api/v1/visits", self.booking(hours), idempotency_key=self.key())
        assert answer.status == 201, answer.text
        return BookedVisit(answer.json["visit"]["id"], answer.json["invitation"]["url"].partition("#")[2])

    async def opened(self, token: str) -> Browser:
        """The browser in which the patient has opened their link."""
        browser = self.browser()
        answer = await browser.post("/api/v1/invitations/exchange", {"token": token})
        assert answer.status == 200, answer.text
        return browser

    async def checked_in(self, token: str) -> Browser:
        patient = await self.opened(token)
        answer = await patient.post("/api/v1/my-visit/identity", {"birth_date": BIRTH_DATE.isoformat()})
        consent = answer.json["consent"]
        agreed = {"text_version": consent["text_version"], "language": consent["language"]}
        answer = await patient.post("/api/v1/my-visit/consent", agreed)
        assert answer.status == 200, answer.text
        return patient

    async def arrived(self, token: str) -> Browser:
        patient = await self.checked_in(token)
        answer = await patient.post("/api/v1/my-visit/arrive", {})
        assert answer.json["state"] == "waiting", answer.text
        return patient

    async def everything_stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table: what has to be the same where nothing may change."""
        async with self.services.database.read() as tx:
            return {
                table.name: sorted((tuple(row) for row in await tx.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
            }

    async def actions(self) -> list[str]:
        """The ledger's actions, in order."""
        ledger = metadata.tables["audit_event"]
        own = select(ledger.c.action).where(ledger.c.practice_id == self.clinic.practice.id)
        async with self.services.database.read() as tx:
            return [row.action for row in await tx.execute(own.order_by(ledger.c.index))]


@dataclass(frozen=True, slots=True)
class BookedVisit:
    id: str
    token: str

    @property
    def path(self) -> str:
        return f"/api/v1/visits/{self.id}"

    @property
    def uuid(self) -> UUID:
        return UUID(self.id)


async def revision(browser: Browser, visit: BookedVisit) -> str:
    """What If-Match says about the visit as it is now."""
    answer: Answer = await browser.get(visit.path)
    return answer.headers["ETag"]
