"""The desk's way to the real-time door."""

from server.api.contract import Auth, Call, Nothing, Table
from server.api.views.visits import DeskTicketView
from server.crypto.tokens import DESK, LIFETIME
from server.domain.identity import Permission, require
from server.kernel.ids import new_id

table = Table("desk")


@table.route("POST", "/api/v1/desk/ticket", takes=Nothing, gives=DeskTicketView, auth=Auth.STAFF)
async def take_desk_ticket(call: Call[Nothing]) -> DeskTicketView:
    """A ticket that opens the practice's desk at the real-time door, once, within its lifetime."""
    actor = call.actor
    require(actor, Permission.DESK_WATCH, practice=actor.practice)
    claims = {
        "jti": str(new_id()),
        "practice": str(actor.practice),
        "staff": str(actor.id),
        "roles": sorted(actor.roles),
        "sid": str(actor.session),
    }
    ticket = call.services.tickets.sign(DESK, claims, call.now)
    return DeskTicketView(ticket=ticket, expires_in_ms=int(LIFETIME.total_seconds() * 1_000))
