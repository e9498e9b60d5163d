"""The verbs of the desk and of the consultation. The waiting room's and the day's list come with them."""

from datetime import datetime

from server.db.transaction import WriteTx
from server.domain.identity import AFTER_VISIT, IdentityService, Permission, require
from server.domain.quality import QualityService
from server.domain.scheduling import Appointment, SchedulingService, Wanted
from server.domain.visits import changes, store
from server.domain.visits.agenda import Agenda
from server.domain.visits.changes import Change
from server.domain.visits.encryption import Encryption
from server.domain.visits.model import (
    Booked,
    BookVisit,
    Happening,
    Link,
    Outcome,
    Seat,
    Visit,
    refuse_ended,
    transition,
)
from server.domain.visits.reception import Reception, require_call
from server.domain.visits.tickets import SeatTickets
from server.kernel.actor import Actor, Role
from server.kernel.events import Audience, SeatGrant
from server.kernel.ids import SeatId, SessionId, VisitId, new_id
from server.kernel.phi import Phi


class VisitService(Agenda, Reception):
    """All verbs of visits. `if_rev` is the revision that the caller has seen."""

    def __init__(
        self,
        identity: IdentityService,
        scheduling: SchedulingService,
        quality: QualityService,
        tickets: SeatTickets,
    ) -> None:
        self._identity = identity
        self._scheduling = scheduling
        self._quality = quality
        self._tickets = tickets

    async def book(self, tx: WriteTx, actor: Actor, now: datetime, wanted: BookVisit) -> Booked:
        """A new visit at a free time, with its two seats and its link.

        Raises DomainError("slot.taken" | "slot.in_past" | "slot.duration" | "slot.unavailable"), missing.
        """
        require(actor, Permission.VISIT_BOOK, practice=actor.practice)
        change = Change(Happening.BOOK, changes.desk_role(actor))
        visit = Visit(
            id=VisitId(new_id()),
            practice=actor.practice,
            clinician=wanted.clinician,
            patient=wanted.patient,
            state=transition(None, change.event, change.role),
            rev=1,
            booked_at=now,
            changed_at=now,
        )
        changes.narrow(actor, Permission.VISIT_BOOK, visit)
        hours = Wanted(visit.id, wanted.clinician, wanted.patient, wanted.starts_at, wanted.duration_min)
        held = await self._scheduling.reserve(tx, actor, now, hours)
        await store.add(tx, visit, await self._seats(tx, visit))
        changes.record(tx, actor, change, visit)
        return Booked(visit, await self._link(tx, actor, now, held))

    async def invite(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId) -> Link:
        """A new link; the old one, and the session it opened, end. Raises DomainError("visit.ended")."""
        found = await changes.hold(tx, actor, visit)
        changes.narrow(actor, Permission.VISIT_INVITE, found)
        refuse_ended(found)
        held = (await self._scheduling.appointments(tx, actor.practice, [visit]))[visit]
        return await self._link(tx, actor, now, held)

    async def cancel(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, if_rev: int) -> Visit:
        """The time is free again; the link goes on to say that the visit is cancelled."""
        found = await changes.hold(tx, actor, visit)
        changes.narrow(actor, Permission.VISIT_CANCEL, found)
        change = Change(Happening.CANCEL, changes.desk_role(actor), facts={"ended_at": now})
        after = await changes.perform(tx, actor, now, found, change, if_rev=if_rev)
        await self._scheduling.release(tx, actor, visit)
        return after

    async def admit(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, if_rev: int) -> Visit:
        """Let the waiting patient in: of any number of callers at once, one. Both seats get tickets at once.

        Raises DomainError("visit.already_admitted" | "visit.not_waiting" | "visit.stale").
        """
        change = Change(Happening.ADMIT, Role.CLINICIAN, facts={"admitted_at": now})
        after = await self._conduct(tx, actor, now, visit, change, if_rev=if_rev)
        for seat in await store.seats_of(tx, [visit]):
            if seat.session is not None:
                tx.announce(self._grant(after, seat, seat.session, now))
        return after

    async def hold(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, if_rev: int) -> Visit:
        """Step out: the patient waits again. Raises DomainError("visit.not_admitted" | "visit.ended")."""
        change = Change(Happening.HOLD, Role.CLINICIAN, facts={"admitted_at": None})
        return await self._conduct(tx, actor, now, visit, change, if_rev=if_rev)

    async def end(
        self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, *, if_rev: int, outcome: Outcome
    ) -> Visit:
        """Close the visit, and say in the ledger how its connections were.

        Its link lives `AFTER_VISIT` longer, however long the visit took.
        """
        facts = {"ended_at": now, "outcome": outcome}
        change = Change(Happening.END, Role.CLINICIAN, facts=facts, detail={"outcome": outcome.value})
        led = await self._led(tx, actor, visit)
        await self._quality.conclude(tx, actor, visit)
        after = await changes.perform(tx, actor, now, led, change, if_rev=if_rev)
        await self._identity.expire_links(tx, actor, visit, now + AFTER_VISIT)
        return after

    async def no_show(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, if_rev: int) -> Visit:
        """The patient did not come. Raises DomainError("visit.already_admitted" | "visit.ended")."""
        change = Change(Happening.NO_SHOW, Role.CLINICIAN, facts={"ended_at": now})
        return await self._conduct(tx, actor, now, visit, change, if_rev=if_rev)

    async def encryption(self, tx: WriteTx, actor: Actor, visit: VisitId, said: Encryption) -> None:
        """Write down what the actor's seat says of the media's encryption; saying it twice is saying it once.

        Raises DomainError("encryption.contradictory" | "visit.not_admitted" | "visit.ended").
        """
        found = await changes.hold(tx, actor, visit)
        seat = await self._seat_in(tx, actor, found)
        require_call(found)
        said.check()
        if seat.encryption == said:
            return
        await store.say_encryption(tx, seat.id, said)
        spoken = {"state": said.state.value, "because": None if said.because is None else said.because.value}
        tx.audit(actor, "visit.encryption", "seat", seat.id, visit=visit, role=seat.role.value, **spoken)

    async def _conduct(
        self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, change: Change, *, if_rev: int
    ) -> Visit:
        led = await self._led(tx, actor, visit)
        return await changes.perform(tx, actor, now, led, change, if_rev=if_rev)

    async def _led(self, tx: WriteTx, actor: Actor, visit: VisitId) -> Visit:
        """The visit, held for what only its own clinician does."""
        found = await changes.hold(tx, actor, visit)
        require(actor, Permission.VISIT_CONDUCT, practice=found.practice, visit=visit, clinician=found.clinician)
        return found

    def _grant(self, visit: Visit, seat: Seat, session: SessionId, now: datetime) -> SeatGrant:
        granted = self._tickets.sign_seat(seat, visit, session=session, call=True, now=now)
        audience = frozenset({Audience.VISIT})
        return SeatGrant("visit:admitted", visit.practice, visit.id, visit.rev, audience, seat.id, granted.ticket)

    async def _link(self, tx: WriteTx, actor: Actor, now: datetime, held: Appointment) -> Link:
        expires_at = held.ends_at + AFTER_VISIT
        token = await self._identity.invite(
            tx, actor, now, held.visit, patient=held.patient, expires_at=expires_at
        )
        return Link(token, expires_at)

    async def _seats(self, tx: WriteTx, visit: Visit) -> list[Seat]:
        clinician = await self._identity.member(tx, visit.practice, visit.clinician)
        patient = await self._identity.patient(tx, visit.practice, visit.patient)
        named = (
            (Role.CLINICIAN, clinician.id, Phi(clinician.display_name)),
            (Role.PATIENT, patient.id, patient.details.display_name),
        )
        return [Seat(SeatId(new_id()), visit.id, role, person, name) for role, person, name in named]
