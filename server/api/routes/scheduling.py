"""Routes of scheduling."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("scheduling")
V = "/api/v1"


@table.route("GET", V + "/clinicians", takes=Nothing, gives=CliniciansView, auth=Auth.STAFF)
async def clinicians(call):
    raise NotImplementedError


@table.route("GET", V + "/clinicians/{clinician}/slots", takes=DayQuery, gives=SlotsView, auth=Auth.STAFF)
async def slots(call):
    raise NotImplementedError
