"""Routes of visits."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("visits")
V = "/api/v1"


@table.route("POST", V + "/visits", takes=BookVisit, gives=BookedView, auth=Auth.STAFF, status=HTTPStatus.CREATED, idempotent=True, refuses=(HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND))
async def book(call):
    raise NotImplementedError


@table.route("GET", V + "/visits", takes=DayQuery, gives=VisitsView, auth=Auth.STAFF)
async def visits(call):
    raise NotImplementedError


@table.route("GET", V + "/visits/{visit}", takes=Nothing, gives=VisitView, auth=Auth.STAFF)
async def visit(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/cancel", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def cancel(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/invitation", takes=Nothing, gives=InvitationView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,))
async def renew_invitation(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/admit", takes=Nothing, gives=AdmittedView, auth=Auth.STAFF, if_match=True)
async def admit(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/hold", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def hold(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/end", takes=EndVisit, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def end(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/no-show", takes=Nothing, gives=VisitView, auth=Auth.STAFF, if_match=True)
async def no_show(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/ticket", takes=Nothing, gives=TicketView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,))
async def ticket(call):
    raise NotImplementedError
