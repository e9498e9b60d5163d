"""The people who are cared for."""

from http import HTTPStatus
from uuid import UUID

from server.api.contract import Auth, Call, Table
from server.api.door.once import once
from server.api.views.identity import AddPatient, PatientSearch, PatientsView, PatientView
from server.db import WriteTx
from server.kernel.ids import PatientId

table = Table("patients")


@table.route("POST", "/api/v1/patients/search", takes=PatientSearch, gives=PatientsView, auth=Auth.STAFF)
async def find_patients(call: Call[PatientSearch]) -> PatientsView:
    """Patients whose name contains every word of the query. A name stands in no address, which proxies log."""
    async with call.services.database.write() as tx:
        found = await call.services.identity.patients(tx, call.actor, call.wanted.query)
    return PatientsView(items=[PatientView.of(patient) for patient in found])


@table.route(
    "POST",
    "/api/v1/patients",
    takes=AddPatient,
    gives=PatientView,
    auth=Auth.STAFF,
    status=HTTPStatus.CREATED,
    idempotent=True,
)
async def add_patient(call: Call[AddPatient]) -> PatientView:
    """Add a patient to the practice."""
    identity = call.services.identity

    async def deed(tx: WriteTx) -> tuple[UUID, PatientView]:
        added = await identity.add_patient(tx, call.actor, call.now, call.wanted.details())
        return added.id, PatientView.of(added)

    async def again(tx: WriteTx, made: UUID) -> PatientView:
        tx.audit(call.actor, "patient.read", "patient", made)
        return PatientView.of(await identity.patient(tx, call.actor.practice, PatientId(made)))

    return await once(call, deed, again)
