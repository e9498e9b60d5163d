"""Routes of identity."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("identity")
V = "/api/v1"


@table.route("POST", V + "/sign-in", takes=SignIn, gives=SignInView, auth=Auth.PUBLIC, refuses=(HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS))
async def sign_in(call):
    raise NotImplementedError


@table.route("POST", V + "/sign-out", takes=Nothing, gives=NoContent, auth=Auth.STAFF, status=HTTPStatus.NO_CONTENT)
async def sign_out(call):
    raise NotImplementedError


@table.route("GET", V + "/me", takes=Nothing, gives=MeView, auth=Auth.STAFF)
async def me(call):
    raise NotImplementedError
