"""Routes of patients."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("patients")
V = "/api/v1"


@table.route("GET", V + "/patients", takes=PatientQuery, gives=PatientsView, auth=Auth.STAFF)
async def patients(call):
    raise NotImplementedError


@table.route("POST", V + "/patients", takes=AddPatient, gives=PatientView, auth=Auth.STAFF, status=HTTPStatus.CREATED, idempotent=True)
async def add_patient(call):
    raise NotImplementedError
