"""The link before it is opened, and its opening. Both are POSTs: looking at an address consumes nothing."""

from http import HTTPStatus

from server.api.contract import Auth, Call, SessionChange, Table
from server.api.door.limits import GuessLimit
from server.api.routes.my_visit import my_visit_view
from server.api.views.my_visit import InvitationToken, LinkView, MyVisitView
from server.db import ReadTx
from server.domain.identity import Invitation
from server.kernel.actor import ActorKind

table = Table("invitations")

GUESSES = GuessLimit("link", allowed=10)
_REFUSES = (HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS)


@table.route(
    "POST",
    "/api/v1/invitations/view",
    takes=InvitationToken,
    gives=LinkView,
    auth=Auth.PUBLIC,
    refuses=_REFUSES,
)
async def view_invitation(call: Call[InvitationToken]) -> LinkView:
    """Who invites, and for when. The link stays as it is."""
    door = call.services
    async with GUESSES.watch(door.ephemeral, call.network), door.database.read() as tx:
        invitation = await door.identity.view(tx, call.now, call.wanted.token)
        return await _link_view(tx, call, invitation)


@table.route(
    "POST",
    "/api/v1/invitations/exchange",
    takes=InvitationToken,
    gives=MyVisitView,
    auth=Auth.PUBLIC,
    refuses=_REFUSES,
)
async def exchange_invitation(call: Call[InvitationToken]) -> MyVisitView:
    """Use the link up: this browser gets the patient's session, and no other one ever will."""
    door = call.services
    async with GUESSES.watch(door.ephemeral, call.network), door.database.write() as tx:
        token, actor = await door.identity.exchange(tx, call.now, call.wanted.token)
        view = await my_visit_view(tx, door, actor)
    call.sessions.append(SessionChange(ActorKind.PATIENT, token))
    return view


async def _link_view(tx: ReadTx, call: Call[InvitationToken], invitation: Invitation) -> LinkView:
    door = call.services
    practice = await door.identity.practice(tx, invitation.practice)
    held = (await door.scheduling.appointments(tx, invitation.practice, [invitation.visit]))[invitation.visit]
    clinician = await door.identity.member(tx, invitation.practice, held.clinician)
    return LinkView(
        practice_name=practice.name,
        practice_phone=practice.phone,
        clinician_name=clinician.display_name,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        zone=held.zone,
    )
