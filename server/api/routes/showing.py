"""Visits and links as staff are shown them: gathered from the capabilities that know a part each."""

from collections.abc import Sequence
from typing import Any

import segno

from server.api.contract import Call
from server.api.views.message import invitation_message
from server.api.views.visits import InvitationView, VisitView
from server.db import WriteTx
from server.domain.visits import Link, Visit, VisitRow


async def visit_view(tx: WriteTx, call: Call[Any], visit: Visit) -> VisitView:
    """A visit that the actor has just changed."""
    row = await call.services.visits.describe(tx, call.actor, visit)
    return (await visit_views(tx, call, [row]))[0]


async def visit_views(tx: WriteTx, call: Call[Any], rows: Sequence[VisitRow]) -> list[VisitView]:
    statuses = await call.services.notes.statuses(tx, call.actor, [row.visit.id for row in rows])
    return [VisitView.of(row, statuses.get(row.visit.id)) for row in rows]


async def invitation_view(tx: WriteTx, call: Call[Any], visit: Visit, link: Link) -> InvitationView:
    """The link as an address, as a picture and in the words of the message that would carry it.

    The token stands in the address's fragment: no server, proxy or log ever sees it (RFC 3986 section 3.5).
    """
    door = call.services
    practice = await door.identity.practice(tx, visit.practice)
    patient = await door.identity.patient(tx, visit.practice, visit.patient)
    held = (await door.scheduling.appointments(tx, visit.practice, [visit.id]))[visit.id]
    url = f"{door.settings.public_url}/join#{link.token}"
    return InvitationView(
        url=url,
        qr_svg=segno.make(url).svg_data_uri(scale=4),
        message=invitation_message(practice, held.starts_at, patient.details.zone, url),
        expires_at=link.expires_at,
    )
