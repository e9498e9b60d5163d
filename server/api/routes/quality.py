"""How the connections of a visit were, for the staff who may read the visit."""

from server.api.contract import Auth, Call, Nothing, Table
from server.api.views.quality import VisitQualityView
from server.kernel.ids import VisitId

table = Table("quality")


@table.route("GET", "/api/v1/visits/{visit}/quality", takes=Nothing, gives=VisitQualityView, auth=Auth.STAFF)
async def read_quality(call: Call[Nothing]) -> VisitQualityView:
    """How everybody's connection was: a summary and at most 720 points per seat."""
    async with call.services.database.write() as tx:
        found = await call.services.visits.read_quality(tx, call.actor, VisitId(call.ids["visit"]))
    return VisitQualityView.of(found)
