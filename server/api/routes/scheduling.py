"""Clinicians and their free times."""

from server.api.contract import Auth, Call, Nothing, Table
from server.api.views.identity import CliniciansView, StaffView
from server.api.views.visits import DayQuery, SlotsView, SlotView
from server.kernel.ids import StaffId

table = Table("scheduling")


@table.route("GET", "/api/v1/clinicians", takes=Nothing, gives=CliniciansView, auth=Auth.STAFF)
async def list_clinicians(call: Call[Nothing]) -> CliniciansView:
    """The practice's clinicians."""
    async with call.services.database.read() as tx:
        found = await call.services.identity.clinicians(tx, call.actor)
    return CliniciansView(items=[StaffView.of(staff) for staff in found])


@table.route("GET", "/api/v1/clinicians/{clinician}/slots", takes=DayQuery, gives=SlotsView, auth=Auth.STAFF)
async def list_slots(call: Call[DayQuery]) -> SlotsView:
    """A clinician's free times of one day in the practice's zone."""
    door, actor = call.services, call.actor
    async with door.database.read() as tx:
        zone = (await door.identity.practice(tx, actor.practice)).zone
        found = await door.scheduling.free_slots(
            tx, actor, call.now, StaffId(call.ids["clinician"]), day=call.wanted.day, zone=zone
        )
    return SlotsView(zone=zone, items=[SlotView(starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in found])
