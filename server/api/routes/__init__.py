"""Every operation of the API, one file per capability: decode, one verb of the domain, encode."""

from server.api.contract import Route
from server.api.routes import desk, identity, invitations, my_visit, notes, patients, quality, scheduling, visits

ROUTES: tuple[Route, ...] = (
    *identity.table,
    *patients.table,
    *scheduling.table,
    *visits.table,
    *notes.table,
    *quality.table,
    *desk.table,
    *invitations.table,
    *my_visit.table,
)
"""The whole table: what is served, documented and walked through by the authorization tests."""
