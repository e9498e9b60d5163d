"""Routes of my_visit."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("my_visit")
V = "/api/v1"


@table.route("GET", V + "/my-visit", takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT)
async def my_visit(call):
    raise NotImplementedError


@table.route("POST", V + "/my-visit/identity", takes=ConfirmIdentity, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.TOO_MANY_REQUESTS,))
async def confirm_identity(call):
    raise NotImplementedError


@table.route("POST", V + "/my-visit/consent", takes=GiveConsent, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,))
async def consent(call):
    raise NotImplementedError


@table.route("POST", V + "/my-visit/arrive", takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,))
async def arrive(call):
    raise NotImplementedError


@table.route("POST", V + "/my-visit/give-up", takes=Nothing, gives=MyVisitView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,))
async def give_up(call):
    raise NotImplementedError


@table.route("POST", V + "/my-visit/ticket", takes=TakeTicket, gives=TicketView, auth=Auth.PATIENT, refuses=(HTTPStatus.CONFLICT,))
async def my_ticket(call):
    raise NotImplementedError
