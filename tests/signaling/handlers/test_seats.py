"""The seats of a visit, without sockets and without time."""

import pytest

from signaling.handlers.seats import SeatBoard
from signaling.ports import SeatTicket
from signaling.protocol import SeatState

PATIENT = SeatTicket("t1", "patient", "visit", "practice", "patient", "Demo patient", call=False, session="s1")
CLINICIAN = SeatTicket("t2", "clinician", "visit", "practice", "clinician", "Demo doctor", call=True, session="s2")


@pytest.fixture
def board() -> SeatBoard:
    board = SeatBoard()
    board.take(PATIENT, "old")
    board.take(CLINICIAN, "other")
    return board


def _presence(board: SeatBoard) -> dict[str, str]:
    return {seat.seat: seat.presence for seat in board.snapshot("visit").seats}


def test_the_snapshot_lists_every_seat_in_a_stable_order(board: SeatBoard) -> None:
    assert [seat.seat for seat in board.snapshot("visit").seats] == ["clinician", "patient"]


def test_a_lost_socket_is_reconnecting_and_after_the_grace_gone(board: SeatBoard) -> None:
    assert board.drop(PATIENT, "old")
    assert _presence(board)["patient"] == "reconnecting"
    assert board.expire(PATIENT, "old")
    assert _presence(board)["patient"] == "gone"


def test_whoever_comes_back_is_present_and_keeps_what_was_known(board: SeatBoard) -> None:
    board.describe(PATIENT, SeatState(muted=True, camera_off=False))
    board.drop(PATIENT, "old")
    board.take(PATIENT, "new")
    seat = board.snapshot("visit").seats[1]
    assert (seat.presence, seat.muted) == ("present", True)


def test_the_end_of_an_older_socket_does_not_unseat_the_newer_one(board: SeatBoard) -> None:
    board.take(PATIENT, "new")
    assert not board.drop(PATIENT, "old")
    assert not board.expire(PATIENT, "old")
    assert _presence(board)["patient"] == "present"


def test_a_grace_that_ends_late_does_not_unseat_whoever_came_back(board: SeatBoard) -> None:
    board.drop(PATIENT, "old")
    board.take(PATIENT, "new")
    assert not board.expire(PATIENT, "old")


def test_saying_the_same_again_changes_nothing(board: SeatBoard) -> None:
    assert board.describe(PATIENT, SeatState(muted=True, camera_off=True))
    assert not board.describe(PATIENT, SeatState(muted=True, camera_off=True))
    assert board.call(PATIENT, in_call=True)
    assert not board.call(PATIENT, in_call=True)


def test_a_visit_is_forgotten_when_everybody_has_gone(board: SeatBoard) -> None:
    for ticket, sid in ((PATIENT, "old"), (CLINICIAN, "other")):
        board.drop(ticket, sid)
        board.expire(ticket, sid)
    assert len(board) == 0


def test_a_visit_is_remembered_while_somebody_without_a_socket_is_in_its_call(board: SeatBoard) -> None:
    board.call(PATIENT, in_call=True)
    for ticket, sid in ((PATIENT, "old"), (CLINICIAN, "other")):
        board.drop(ticket, sid)
        board.expire(ticket, sid)
    assert len(board) == 1
    board.call(PATIENT, in_call=False)
    assert len(board) == 0
