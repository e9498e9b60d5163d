from itertools import product

import pytest

from server.domain.visits.model import STATE_TABLE, Happening, State, transition
from server.kernel.actor import Role
from server.kernel.errors import DomainError, Kind

BEFORE: tuple[State | None, ...] = (None, *State)
ENDINGS = (State.COMPLETED, State.CANCELLED, State.NO_SHOW)

# Written down once more, by hand and the other way round, so that neither table can be changed unseen.
ALLOWED: dict[tuple[State | None, Happening, Role], State] = {
    (None, Happening.BOOK, Role.SCHEDULER): State.BOOKED,
    (None, Happening.BOOK, Role.CLINICIAN): State.BOOKED,
    (State.BOOKED, Happening.CANCEL, Role.SCHEDULER): State.CANCELLED,
    (State.BOOKED, Happening.CANCEL, Role.CLINICIAN): State.CANCELLED,
    (State.WAITING, Happening.CANCEL, Role.SCHEDULER): State.CANCELLED,
    (State.WAITING, Happening.CANCEL, Role.CLINICIAN): State.CANCELLED,
    (State.BOOKED, Happening.ARRIVE, Role.PATIENT): State.WAITING,
    (State.WAITING, Happening.GIVE_UP, Role.PATIENT): State.BOOKED,
    (State.WAITING, Happening.ADMIT, Role.CLINICIAN): State.IN_PROGRESS,
    (State.IN_PROGRESS, Happening.HOLD, Role.CLINICIAN): State.WAITING,
    (State.IN_PROGRESS, Happening.END, Role.CLINICIAN): State.COMPLETED,
    (State.BOOKED, Happening.NO_SHOW, Role.CLINICIAN): State.NO_SHOW,
    (State.WAITING, Happening.NO_SHOW, Role.CLINICIAN): State.NO_SHOW,
}

EVER_MAY = {(event, role) for _, event, role in ALLOWED}

REFUSED: dict[tuple[State | None, Happening], str] = {
    (None, Happening.ADMIT): "visit.not_waiting",
    (State.BOOKED, Happening.ADMIT): "visit.not_waiting",
    (State.IN_PROGRESS, Happening.ADMIT): "visit.already_admitted",
    **{(state, Happening.ADMIT): "visit.not_waiting" for state in ENDINGS},
    (None, Happening.HOLD): "visit.not_admitted",
    (State.BOOKED, Happening.HOLD): "visit.not_admitted",
    (State.WAITING, Happening.HOLD): "visit.not_admitted",
    (None, Happening.END): "visit.not_admitted",
    (State.BOOKED, Happening.END): "visit.not_admitted",
    (State.WAITING, Happening.END): "visit.not_admitted",
    (None, Happening.GIVE_UP): "visit.not_waiting",
    (State.BOOKED, Happening.GIVE_UP): "visit.not_waiting",
    (State.WAITING, Happening.ARRIVE): "visit.wrong_state",
    (None, Happening.ARRIVE): "visit.wrong_state",
    (None, Happening.CANCEL): "visit.wrong_state",
    (None, Happening.NO_SHOW): "visit.wrong_state",
    (State.BOOKED, Happening.BOOK): "visit.wrong_state",
    (State.WAITING, Happening.BOOK): "visit.wrong_state",
    (State.IN_PROGRESS, Happening.BOOK): "visit.wrong_state",
    **{
        (State.IN_PROGRESS, event): "visit.already_admitted"
        for event in (Happening.ARRIVE, Happening.GIVE_UP, Happening.CANCEL, Happening.NO_SHOW)
    },
    **{
        (state, event): "visit.ended"
        for state, event in product(ENDINGS, Happening)
        if event is not Happening.ADMIT
    },
}


@pytest.mark.parametrize(("state", "event", "role"), list(product(BEFORE, Happening, Role)))
def test_every_state_event_and_role_has_one_answer(state: State | None, event: Happening, role: Role) -> None:
    if (state, event, role) in ALLOWED:
        assert transition(state, event, role) is ALLOWED[state, event, role]
        return
    with pytest.raises(DomainError) as refused:
        transition(state, event, role)
    if (event, role) in EVER_MAY:
        assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, REFUSED[state, event])
    else:
        assert refused.value.kind is Kind.FORBIDDEN


def test_no_row_of_the_state_table_leads_out_of_an_ending() -> None:
    assert not [row for row in STATE_TABLE if set(row.origins) & set(ENDINGS)]


def test_the_state_table_gives_no_answer_twice() -> None:
    asked = [(origin, row.event, role) for row in STATE_TABLE for origin in row.origins for role in row.who]
    assert len(asked) == len(set(asked)) == len(ALLOWED)
