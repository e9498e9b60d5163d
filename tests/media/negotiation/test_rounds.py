"""Offers and answers that are late, doubled or out of order: it ends as if each had come once and in order."""

import contextlib
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MediaError
from media.negotiation import Rounds
from tests.media.forward.planted import finds


def test_nothing_is_offered_at_first() -> None:
    rounds = Rounds()
    assert (rounds.offer.version, rounds.settled) == (0, False)


def test_each_offer_has_the_next_version() -> None:
    rounds = Rounds()
    assert [rounds.propose(sdp).version for sdp in ("a", "a", "b")] == [1, 2, 3]
    assert rounds.offer.sdp == "b"


def test_an_answer_to_the_newest_offer_is_applied_once() -> None:
    rounds = Rounds()
    rounds.propose("offer")
    assert rounds.admit(1, "answer")
    rounds.settle("answer")
    assert rounds.settled
    assert not rounds.admit(1, "answer")


def test_a_second_different_answer_is_unexpected() -> None:
    rounds = Rounds()
    rounds.propose("offer")
    rounds.settle("answer")
    with pytest.raises(MediaError, match=r"peer\.unexpected_answer"):
        rounds.admit(1, "another")


def test_an_answer_that_was_not_applied_may_be_followed_by_another() -> None:
    rounds = Rounds()
    rounds.propose("offer")
    assert rounds.admit(1, "bad")
    assert rounds.admit(1, "good")


@pytest.mark.parametrize("version", [-1, 0, 1, 3])
def test_an_answer_to_another_offer_is_stale(version: int) -> None:
    rounds = Rounds()
    rounds.propose("first")
    rounds.propose("second")
    with pytest.raises(MediaError, match=r"peer\.stale_answer"):
        rounds.admit(version, "answer")


def test_a_further_offer_is_to_be_answered_again_with_whatever_words() -> None:
    rounds = Rounds()
    rounds.propose("offer")
    rounds.settle("answer")
    rounds.propose("offer")
    assert not rounds.settled
    assert rounds.admit(2, "answer")


@dataclass
class Server:
    """Applies what `rounds` admits."""

    rounds: Rounds = field(default_factory=Rounds)
    applied: list[str] = field(default_factory=list)

    def hear(self, version: int, sdp: str) -> None:
        with contextlib.suppress(MediaError):
            if self.rounds.admit(version, sdp):
                self.rounds.settle(sdp)
                self.applied.append(sdp)


Step = tuple[str, int]
"""("offer", _): a further offer; ("answer", n): the page answers the n-th last offer, and the message arrives."""
SCHEDULES = st.lists(st.tuples(st.sampled_from(["offer", "answer", "answer"]), st.integers(0, 3)), max_size=30)


def played(steps: list[Step], server: Server) -> tuple[list[str], list[str]]:
    """(what was applied; what a serial run applies: each offer answered at once, if ever before the next one)."""
    serial: list[str] = []
    for what, back in [("offer", 0), *steps]:
        newest = server.rounds.offer.version
        if what == "offer":
            server.rounds.propose("offer")
            continue
        version = max(1, newest - back)
        server.hear(version, f"answer {version}")
        if version == newest and f"answer {version}" not in serial:
            serial.append(f"answer {version}")
    return server.applied, serial


@given(SCHEDULES)
def test_whatever_is_late_or_doubled_the_end_is_that_of_a_serial_run(steps: list[Step]) -> None:
    applied, serial = played(steps, Server())
    assert applied == serial


class Hasty(Rounds):
    def admit(self, version: int, sdp: str) -> bool:
        return True


class Late(Rounds):
    def admit(self, version: int, sdp: str) -> bool:
        return super().admit(self.offer.version, sdp)


@pytest.mark.parametrize("planted", [Hasty, Late], ids=["taken twice", "taken late"])
def test_the_checker_finds_answers_that_are(planted: type[Rounds]) -> None:
    def differs(steps: list[Step]) -> bool:
        applied, serial = played(steps, Server(planted()))
        return applied != serial

    assert finds(SCHEDULES, differs)
