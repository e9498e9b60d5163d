"""The visit as staff lead it: booking, the day's list, the link, and the consultation."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.door.once import once
from server.api.routes.showing import invitation_view, visit_view, visit_views
from server.api.views.encryption import SayEncryption
from server.api.views.visits import (
    AdmittedView,
    BookedView,
    BookVisit,
    DayQuery,
    EndVisit,
    InvitationView,
    TicketView,
    VisitsView,
    VisitView,
)
from server.db import WriteTx
from server.domain.visits import Link, State, Visit
from server.kernel.ids import VisitId

table = Table("visits")

_VISIT = "/api/v1/visits/{visit}"


@table.route(
    "POST",
    "/api/v1/visits",
    takes=BookVisit,
    gives=BookedView,
    auth=Auth.STAFF,
    status=HTTPStatus.CREATED,
    idempotent=True,
    refuses=(HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND),
)
async def book_visit(call: Call[BookVisit]) -> BookedView:
    """Book a visit and make its link. Asked again with the same key, it answers with a new link."""
    visits = call.services.visits

    async def deed(tx: WriteTx) -> tuple[UUID, BookedView]:
        booked = await visits.book(tx, call.actor, call.now, call.wanted.booking())
        return booked.visit.id, await _booked(tx, call, booked.visit, booked.link)

    async def again(tx: WriteTx, made: UUID) -> BookedView:
        # The first link is not kept anywhere, so that it cannot be told again: it ends, and a new one is told.
        link = await visits.invite(tx, call.actor, call.now, VisitId(made))
        return await _booked(tx, call, await visits.find(tx, call.actor, VisitId(made)), link)

    return await once(call, deed, again)


@table.route("GET", "/api/v1/visits", takes=DayQuery, gives=VisitsView, auth=Auth.STAFF)
async def list_visits(call: Call[DayQuery]) -> VisitsView:
    """The visits of one day in the practice's zone: all for schedulers, their own for clinicians."""
    door, actor = call.services, call.actor
    async with door.database.write() as tx:
        zone = (await door.identity.practice(tx, actor.practice)).zone
        rows = await door.visits.day(tx, actor, day=call.wanted.day, zone=zone)
        return VisitsView(items=await visit_views(tx, call, rows))


@table.route("GET", _VISIT, takes=Nothing, gives=VisitView, auth=Auth.STAFF)
async def read_visit(call: Call[Nothing]) -> VisitView:
    """One visit."""
    async with call.services.database.write() as tx:
        row = await call.services.visits.get(tx, call.actor, _id(call))
        return (await visit_views(tx, call, [row]))[0]


@table.route("POST", _VISIT + "/cancel", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def cancel_visit(call: Call[Nothing]) -> VisitView:
    """Cancel a visit that has not begun; its time is free again."""
    async with call.services.database.write() as tx:
        after = await call.services.visits.cancel(tx, call.actor, call.now, _id(call), call.if_rev)
        return await visit_view(tx, call, after)


@table.route(
    "POST",
    _VISIT + "/invitation",
    takes=Nothing,
    gives=InvitationView,
    auth=Auth.STAFF,
    refuses=(HTTPStatus.CONFLICT,),
)
async def renew_invitation(call: Call[Nothing]) -> InvitationView:
    """Make a new link; the one before, and the session it opened, end."""
    visits = call.services.visits
    async with call.services.database.write() as tx:
        link = await visits.invite(tx, call.actor, call.now, _id(call))
        return await invitation_view(tx, call, await visits.find(tx, call.actor, _id(call)), link)


@table.route("POST", _VISIT + "/admit", takes=Nothing, gives=AdmittedView, auth=Auth.STAFF, if_match=True)
async def admit_patient(call: Call[Nothing]) -> AdmittedView:
    """Let the waiting patient in. Of any number of requests at once, one does."""
    visits = call.services.visits
    async with call.services.database.write() as tx:
        after = await visits.admit(tx, call.actor, call.now, _id(call), call.if_rev)
        ticket = await visits.ticket(tx, call.actor, call.now, after.id, call=True)
        return AdmittedView(visit=await visit_view(tx, call, after), ticket=TicketView.of(ticket))


@table.route("POST", _VISIT + "/hold", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def hold_visit(call: Call[Nothing]) -> VisitView:
    """Step out of the consultation; the patient waits again."""
    async with call.services.database.write() as tx:
        after = await call.services.visits.hold(tx, call.actor, call.now, _id(call), call.if_rev)
        return await visit_view(tx, call, after)


@table.route("POST", _VISIT + "/end", takes=EndVisit, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def end_visit(call: Call[EndVisit]) -> VisitView:
    """End the consultation with its outcome."""
    async with call.services.database.write() as tx:
        after = await call.services.visits.end(
            tx, call.actor, call.now, _id(call), if_rev=call.if_rev, outcome=call.wanted.outcome
        )
        return await visit_view(tx, call, after)


@table.route("POST", _VISIT + "/no-show", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def mark_no_show(call: Call[Nothing]) -> VisitView:
    """Note that the patient did not come."""
    async with call.services.database.write() as tx:
        after = await call.services.visits.no_show(tx, call.actor, call.now, _id(call), call.if_rev)
        return await visit_view(tx, call, after)


@table.route(
    "POST", _VISIT + "/ticket", takes=Nothing, gives=TicketView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,)
)
async def take_seat_ticket(call: Call[Nothing]) -> TicketView:
    """A ticket for the clinician's own seat; into the call once the patient was let in."""
    visits = call.services.visits
    async with call.services.database.write() as tx:
        found = await visits.find(tx, call.actor, _id(call))
        is_open = found.state is State.IN_PROGRESS
        return TicketView.of(await visits.ticket(tx, call.actor, call.now, found.id, call=is_open))


@table.route(
    "POST",
    _VISIT + "/encryption",
    takes=SayEncryption,
    gives=NoContent,
    auth=Auth.STAFF,
    status=HTTPStatus.NO_CONTENT,
    refuses=(HTTPStatus.CONFLICT,),
)
async def say_encryption(call: Call[SayEncryption]) -> NoContent:
    """Say how encrypted sound and picture are at the clinician's own seat."""
    async with call.services.database.write() as tx:
        await call.services.visits.encryption(tx, call.actor, _id(call), call.wanted.said())
    return NoContent()


async def _booked(tx: WriteTx, call: Call[BookVisit], visit: Visit, link: Link) -> BookedView:
    return BookedView(
        visit=await visit_view(tx, call, visit), invitation=await invitation_view(tx, call, visit, link)
    )


def _id(call: Call[Any]) -> VisitId:
    return VisitId(call.ids["visit"])
