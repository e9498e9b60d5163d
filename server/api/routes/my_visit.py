"""The one visit that a patient's session opens: check-in, waiting room, ticket."""

from http import HTTPStatus

from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.services import Services
from server.api.views.check import CheckDevices, CheckedView
from server.api.views.encryption import SayEncryption
from server.api.views.my_visit import ConfirmIdentity, GiveConsent, MyVisitView, TakeTicket
from server.api.views.visits import TicketView
from server.db import WriteTx
from server.kernel.actor import Actor

table = Table("my-visit")

_PATH = "/api/v1/my-visit"


@table.route("GET", _PATH, takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT)
async def read_my_visit(call: Call[Nothing]) -> MyVisitView:
    """The visit as its patient sees it."""
    async with call.services.database.write() as tx:
        return await my_visit_view(tx, call.services, call.actor)


@table.route(
    "POST",
    _PATH + "/identity",
    takes=ConfirmIdentity,
    gives=MyVisitView,
    auth=Auth.PATIENT,
    refuses=(HTTPStatus.TOO_MANY_REQUESTS,),
)
async def confirm_identity(call: Call[ConfirmIdentity]) -> MyVisitView:
    """Tell the date of birth; five tries with one link."""
    async with call.services.database.write() as tx:
        await call.services.identity.confirm_birth_date(tx, call.actor, call.now, call.wanted.birth_date)
        return await my_visit_view(tx, call.services, call.actor)


@table.route(
    "POST",
    _PATH + "/consent",
    takes=GiveConsent,
    gives=MyVisitView,
    auth=Auth.PATIENT,
    refuses=(HTTPStatus.CONFLICT,),
)
async def give_consent(call: Call[GiveConsent]) -> MyVisitView:
    """Agree to the text in force, in the language it was read in."""
    wanted = call.wanted
    async with call.services.database.write() as tx:
        await call.services.visits.consent(tx, call.actor, call.now, wanted.text_version, wanted.language)
        return await my_visit_view(tx, call.services, call.actor)


@table.route(
    "POST", _PATH + "/arrive", takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,)
)
async def arrive(call: Call[Nothing]) -> MyVisitView:
    """Come into the waiting room."""
    async with call.services.database.write() as tx:
        await call.services.visits.arrive(tx, call.actor, call.now)
        return await my_visit_view(tx, call.services, call.actor)


@table.route(
    "POST", _PATH + "/give-up", takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,)
)
async def give_up(call: Call[Nothing]) -> MyVisitView:
    """Leave the waiting room; the visit stays booked."""
    async with call.services.database.write() as tx:
        await call.services.visits.give_up(tx, call.actor, call.now)
        return await my_visit_view(tx, call.services, call.actor)


@table.route(
    "POST",
    _PATH + "/ticket",
    takes=TakeTicket,
    gives=TicketView,
    auth=Auth.PATIENT,
    refuses=(HTTPStatus.CONFLICT,),
)
async def take_my_ticket(call: Call[TakeTicket]) -> TicketView:
    """A ticket for the patient's own seat."""
    async with call.services.database.write() as tx:
        return TicketView.of(
            await call.services.visits.ticket(tx, call.actor, call.now, call.own_visit, call=call.wanted.call)
        )


@table.route(
    "POST",
    _PATH + "/check",
    takes=CheckDevices,
    gives=CheckedView,
    auth=Auth.PATIENT,
    refuses=(HTTPStatus.CONFLICT,),
)
async def check_my_devices(call: Call[CheckDevices]) -> CheckedView:
    """Tell what the check of devices and connection found; the latest counts."""
    async with call.services.database.write() as tx:
        return CheckedView.of(await call.services.visits.check(tx, call.actor, call.now, call.wanted.found()))


@table.route(
    "POST",
    _PATH + "/encryption",
    takes=SayEncryption,
    gives=NoContent,
    auth=Auth.PATIENT,
    status=HTTPStatus.NO_CONTENT,
    refuses=(HTTPStatus.CONFLICT,),
)
async def say_my_encryption(call: Call[SayEncryption]) -> NoContent:
    """Say how encrypted sound and picture are at the patient's own seat."""
    async with call.services.database.write() as tx:
        await call.services.visits.encryption(tx, call.actor, call.own_visit, call.wanted.said())
    return NoContent()


async def my_visit_view(tx: WriteTx, door: Services, actor: Actor) -> MyVisitView:
    practice = await door.identity.practice(tx, actor.practice)
    return MyVisitView.of(await door.visits.mine(tx, actor), practice)
