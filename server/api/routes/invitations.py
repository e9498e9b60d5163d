"""Routes of invitations."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("invitations")
V = "/api/v1"


@table.route("POST", V + "/invitations/view", takes=InvitationToken, gives=LinkView, auth=Auth.PUBLIC, refuses=(HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS))
async def view_invitation(call):
    raise NotImplementedError


@table.route("POST", V + "/invitations/exchange", takes=InvitationToken, gives=MyVisitView, auth=Auth.PUBLIC, refuses=(HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS))
async def exchange_invitation(call):
    raise NotImplementedError
