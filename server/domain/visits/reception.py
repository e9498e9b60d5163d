"""The waiting room: what a patient does before the visit, and how either side gets the ticket for its seat."""

from datetime import datetime

from server.db.transaction import ReadTx, WriteTx
from server.domain.identity import IdentityService, Permission, require
from server.domain.quality import DeviceCheck, QualityService, Readiness
from server.domain.scheduling import SchedulingService
from server.domain.visits import changes, store
from server.domain.visits.changes import Change
from server.domain.visits.consent_text import VERSION, consent_text, require_in_force
from server.domain.visits.model import Consent, Happening, MyVisit, Seat, State, Visit, refuse_ended
from server.domain.visits.tickets import SeatTicket, SeatTickets
from server.kernel.actor import Actor, ActorKind, Role
from server.kernel.errors import DomainError, conflict, forbidden, missing
from server.kernel.ids import VisitId


class Reception:
    _identity: IdentityService
    _scheduling: SchedulingService
    _quality: QualityService
    _tickets: SeatTickets

    async def mine(self, tx: WriteTx, actor: Actor) -> MyVisit:
        """The visit that the patient's session opens; their name only after they have said who they are."""
        visit = await changes.find(tx, actor, _own_visit(actor))
        require(actor, Permission.VISIT_ATTEND, practice=visit.practice, visit=visit.id)
        tx.audit(actor, "visit.read", "visit", visit.id, visit=visit.id)
        return await self._my_visit(tx, actor, visit)

    async def consent(self, tx: WriteTx, actor: Actor, now: datetime, text_version: str, language: str) -> Visit:
        """Agree to the text in force; saying so twice is saying so once.

        Raises DomainError("consent.outdated" | "consent.unknown_language" | "visit.check_in_required").
        """
        visit = await self._attended(tx, actor)
        require_in_force(text_version, language)
        if await self._identity.identity_confirmed_at(tx, actor) is None:
            raise _check_in_required()
        refuse_ended(visit)
        if not await self._has_consented(tx, visit):
            await store.add_consent(tx, Consent(visit.id, text_version, language, now))
            said = {"text_version": text_version, "language": language}
            tx.audit(actor, "visit.consent", "visit", visit.id, visit=visit.id, **said)
        return visit

    async def check(self, tx: WriteTx, actor: Actor, now: datetime, found: DeviceCheck) -> Readiness:
        """Tell what the check of devices and connection found; the latest counts.

        Raises DomainError("visit.check_in_required" | "visit.ended").
        """
        visit = await self._attended(tx, actor)
        await self._require_check_in(tx, actor, visit)
        refuse_ended(visit)
        return await self._quality.check(tx, actor, now, visit.id, found)

    async def arrive(self, tx: WriteTx, actor: Actor, now: datetime) -> Visit:
        """Come into the waiting room; who is in it already stays. Raises "visit.check_in_required"."""
        visit = await self._attended(tx, actor)
        await self._require_check_in(tx, actor, visit)
        seat = await _seat(tx, visit, actor)
        await store.take_seat(tx, seat.id, actor.session)
        if visit.state is State.WAITING:
            return visit
        arrival = Change(Happening.ARRIVE, Role.PATIENT, facts={"arrived_at": now})
        return await changes.perform(tx, actor, now, visit, arrival)

    async def give_up(self, tx: WriteTx, actor: Actor, now: datetime) -> Visit:
        """Leave the waiting room; the visit stays booked. Who never came in has left already."""
        visit = await self._attended(tx, actor)
        if visit.state is State.BOOKED:
            return visit
        leaving = Change(Happening.GIVE_UP, Role.PATIENT, facts={"arrived_at": None})
        return await changes.perform(tx, actor, now, visit, leaving)

    async def seat_for(self, tx: ReadTx, actor: Actor, visit: VisitId) -> Seat:
        """The actor's own seat in the visit. Raises DomainError missing, forbidden, "visit.check_in_required"."""
        return await self._seat_in(tx, actor, await changes.find(tx, actor, visit))

    async def ticket(self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, *, call: bool) -> SeatTicket:
        """A ticket for the actor's seat: into the waiting room, or with `call` into the call.

        Raises DomainError("visit.not_admitted" | "visit.ended" | "visit.check_in_required").
        """
        found = await changes.find(tx, actor, visit)
        seat = await self._seat_in(tx, actor, found)
        if call:
            require_call(found)
        refuse_ended(found)
        if actor.session is None:
            raise missing()
        await store.take_seat(tx, seat.id, actor.session)
        tx.audit(actor, "visit.ticket", "seat", seat.id, visit=found.id, call=call)
        return self._tickets.sign_seat(seat, found, session=actor.session, call=call, now=now)

    async def _attended(self, tx: WriteTx, actor: Actor) -> Visit:
        """The patient's own visit, held for a change."""
        visit = await changes.hold(tx, actor, _own_visit(actor))
        require(actor, Permission.VISIT_ATTEND, practice=visit.practice, visit=visit.id)
        return visit

    async def _seat_in(self, tx: ReadTx, actor: Actor, visit: Visit) -> Seat:
        require(actor, Permission.VISIT_SIT, practice=visit.practice, visit=visit.id, clinician=visit.clinician)
        if actor.kind is ActorKind.PATIENT:
            await self._require_check_in(tx, actor, visit)
        return await _seat(tx, visit, actor)

    async def _require_check_in(self, tx: ReadTx, actor: Actor, visit: Visit) -> None:
        confirmed = await self._identity.identity_confirmed_at(tx, actor)
        if confirmed is None or not await self._has_consented(tx, visit):
            raise _check_in_required()

    async def _has_consented(self, tx: ReadTx, visit: Visit) -> bool:
        given = (await store.consents_of(tx, [visit.id])).get(visit.id)
        return given is not None and given.text_version == VERSION

    async def _my_visit(self, tx: WriteTx, actor: Actor, visit: Visit) -> MyVisit:
        held = (await self._scheduling.appointments(tx, visit.practice, [visit.id]))[visit.id]
        patient = await self._identity.patient(tx, visit.practice, visit.patient)
        clinician = await self._identity.member(tx, visit.practice, visit.clinician)
        confirmed = await self._identity.identity_confirmed_at(tx, actor) is not None
        return MyVisit(
            visit=visit,
            clinician_name=clinician.display_name,
            given_name=patient.details.given_name if confirmed else None,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            zone=held.zone,
            identity_confirmed=confirmed,
            consent_needed=not await self._has_consented(tx, visit),
            consent_text=consent_text(patient.details.language),
        )


def require_call(visit: Visit) -> None:
    """Raises DomainError("visit.not_admitted" | "visit.ended") unless the call is open."""
    refuse_ended(visit)
    if visit.state is not State.IN_PROGRESS:
        raise conflict("visit.not_admitted", "The patient has not been let in yet.")


async def _seat(tx: ReadTx, visit: Visit, actor: Actor) -> Seat:
    for seat in await store.seats_of(tx, [visit.id]):
        if seat.person == actor.id and seat.role in actor.roles:
            return seat
    raise missing()


def _own_visit(actor: Actor) -> VisitId:
    if actor.visit is None:
        raise missing()
    return actor.visit


def _check_in_required() -> DomainError:
    return forbidden("visit.check_in_required", "Date of birth and consent come first.")
