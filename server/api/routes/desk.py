"""Routes of desk."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("desk")
V = "/api/v1"


@table.route("POST", V + "/desk/ticket", takes=Nothing, gives=DeskTicketView, auth=Auth.STAFF)
async def desk_ticket(call):
    raise NotImplementedError
