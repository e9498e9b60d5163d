"""Who may do what, for every route of the table: a route without a row here fails.

The words are about permission alone: who "passes" may still be refused by the state of the visit.
"""

from typing import Any

from server.api.contract import Route
from server.api.routes import ROUTES
from server.kernel.actor import Role
from tests.server.api.browser import Browser
from tests.server.api.world import BookedVisit, World
from tests.support.builders import hire, open_clinic

P = "passes"
N = "auth.required"
F = "auth.forbidden"
S = "auth.step_up_required"
M = "object.missing"

PEOPLE = (
    "nobody",
    "scheduler",
    "clinician of the visit",
    "other clinician",
    "compliance",
    "admin",
    "scheduler of another practice",
    "clinician of another practice",
    "patient of the visit",
    "patient of another visit",
)

ANYBODY = (P,) * len(PEOPLE)
ANY_STAFF = (N, P, P, P, P, P, P, P, S, S)
FRONT_DESK = (N, P, P, P, F, F, P, P, S, S)
"""About the practice: each practice's own people pass, for their own practice."""
DESK_OF_THE_VISIT = (N, P, P, F, F, F, M, M, S, S)
CLINICIAN_OF_THE_VISIT = (N, F, P, F, F, F, M, M, S, S)
ANY_PATIENT = (N, N, N, N, N, N, N, N, P, P)
"""The path names no visit: each session opens its own, so that there is nothing foreign to ask for."""

# In the order in which they are tried: what ends a visit, a link or a session comes last.
MATRIX = {
    "me": ANY_STAFF,
    "list_clinicians": ANY_STAFF,
    "list_slots": (N, P, P, P, F, F, M, M, S, S),
    "find_patients": FRONT_DESK,
    "add_patient": FRONT_DESK,
    # A clinician books for themselves only, whoever else they name.
    "book_visit": (N, P, P, F, F, F, M, F, S, S),
    "list_visits": FRONT_DESK,
    "take_desk_ticket": FRONT_DESK,
    "read_visit": DESK_OF_THE_VISIT,
    "read_quality": DESK_OF_THE_VISIT,
    "take_seat_ticket": CLINICIAN_OF_THE_VISIT,
    "say_encryption": CLINICIAN_OF_THE_VISIT,
    "read_note": CLINICIAN_OF_THE_VISIT,
    "save_note": CLINICIAN_OF_THE_VISIT,
    "sign_note": CLINICIAN_OF_THE_VISIT,
    "read_my_visit": ANY_PATIENT,
    "confirm_identity": ANY_PATIENT,
    "give_consent": ANY_PATIENT,
    "arrive": ANY_PATIENT,
    "check_my_devices": ANY_PATIENT,
    "say_my_encryption": ANY_PATIENT,
    "give_up": ANY_PATIENT,
    "take_my_ticket": ANY_PATIENT,
    "admit_patient": CLINICIAN_OF_THE_VISIT,
    "hold_visit": CLINICIAN_OF_THE_VISIT,
    "mark_no_show": CLINICIAN_OF_THE_VISIT,
    "end_visit": CLINICIAN_OF_THE_VISIT,
    "renew_invitation": DESK_OF_THE_VISIT,
    "cancel_visit": DESK_OF_THE_VISIT,
    "view_invitation": ANYBODY,
    "exchange_invitation": ANYBODY,
    "sign_in": ANYBODY,
    "sign_out": ANY_STAFF,
}

BODIES: dict[str, dict[str, Any]] = {
    "sign_in": {"login": "linden.nobody", "password": "wrong"},
    "add_patient": {
        "given_name": "Nora",
        "family_name": "Probe",
        "birth_date": "1990-01-01",
        "email": None,
        "phone": None,
        "language": "en",
        "zone": "Europe/Vienna",
    },
    "end_visit": {"outcome": "completed"},
    "save_note": {"text": "A note.", "based_on": 0},
    "sign_note": {"version": 1},
    "view_invitation": {"token": "x" * 43},
    "exchange_invitation": {"token": "x" * 43},
    "confirm_identity": {"birth_date": "1980-04-12"},
    "give_consent": {"text_version": "none", "language": "en"},
    "take_my_ticket": {"call": False},
    "say_encryption": {"state": "end_to_end", "because": None},
    "say_my_encryption": {"state": "server", "because": "browser"},
    "check_my_devices": {"path": "udp", "camera": "ok", "microphone": "ok", "speaker": "ok"},
}
REVISION = '"2"'
"""Of a visit whose patient has arrived."""
QUERIES = {"list_slots": "?day=2026-03-02", "list_visits": "?day=2026-03-02"}


ROWS = {route.name: route for route in ROUTES}
CELLS = [(name, person, word) for name, row in MATRIX.items() for person, word in zip(PEOPLE, row, strict=True)]


def test_every_route_has_its_row() -> None:
    assert set(ROWS) == set(MATRIX)


async def test_who_may_not_is_told_so_and_changes_nothing(world: World) -> None:
    people, visit = await _people(world)
    before = await world.everything_stored()
    refused = [cell for cell in CELLS if cell[2] != P]
    found = [(name, person, await _word(world, ROWS[name], people[person], visit)) for name, person, _ in refused]
    assert found == refused
    assert await world.everything_stored() == before


async def test_who_may_is_let_through(world: World) -> None:
    people, visit = await _people(world)
    welcome = [cell for cell in CELLS if cell[2] == P]
    found = [(name, person, await _word(world, ROWS[name], people[person], visit)) for name, person, _ in welcome]
    assert found == welcome


async def _people(world: World) -> tuple[dict[str, Browser], BookedVisit]:
    """Everybody signed in, and a visit whose patient waits."""
    clinic, now = world.clinic, world.clock.now()
    foreign = await open_clinic(world.services.database, now, "Maple Practice")
    async with world.services.database.write() as tx:
        colleague = await hire(tx, now, clinic.practice, Role.CLINICIAN, "linden.colleague")
        compliance = await hire(tx, now, clinic.practice, Role.COMPLIANCE)
    scheduler = await world.signed_in(clinic.scheduler)
    visit = await world.booked(scheduler, 1)
    other_visit = await world.booked(scheduler, 2)
    return {
        "nobody": world.browser(),
        "scheduler": scheduler,
        "clinician of the visit": await world.signed_in(clinic.clinician),
        "other clinician": await world.signed_in(colleague),
        "compliance": await world.signed_in(compliance),
        "admin": await world.signed_in(clinic.admin),
        "scheduler of another practice": await world.signed_in(foreign.scheduler),
        "clinician of another practice": await world.signed_in(foreign.clinician),
        "patient of the visit": await world.arrived(visit.token),
        "patient of another visit": await world.checked_in(other_visit.token),
    }, visit


async def _word(world: World, route: Route, browser: Browser, visit: BookedVisit) -> str:
    path = route.path.replace("{visit}", visit.id).replace("{clinician}", str(world.clinic.clinician.id))
    body = world.booking(hours=3) if route.name == "book_visit" else BODIES.get(route.name, {})
    answer = await browser.send(
        route.method,
        path + QUERIES.get(route.name, ""),
        None if route.safe else body,
        headers={"If-Match": REVISION, "Idempotency-Key": world.key()},
    )
    return answer.code if answer.code in {N, F, S, M} else P
