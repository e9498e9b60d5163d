"""The shared words keep their promises: ids sort, tokens are long, protected data hides, refusals carry codes."""

import logging
import pickle
from datetime import date

import pytest

from server.kernel import errors
from server.kernel.actor import ActorKind, system_actor
from server.kernel.errors import Kind
from server.kernel.ids import PracticeId, new_id, new_token
from server.kernel.phi import Phi

SECRET = "Paula Probe"


def test_ids_are_version_seven_and_unlike_each_other() -> None:
    made = [new_id() for _ in range(1_000)]
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_ids_sort_by_the_millisecond_of_their_making() -> None:
    made = [new_id() for _ in range(1_000)]
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


def test_a_token_is_43_characters_that_a_link_may_carry() -> None:
    token = new_token()
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{:>30}".format, "%s".__mod__, lambda phi: repr([phi])])
def test_protected_data_does_not_show_itself(shown: object) -> None:
    assert callable(shown)
    assert SECRET not in shown(Phi(SECRET))


def test_protected_data_does_not_reach_a_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("looked at %s and %r", Phi(SECRET), Phi(SECRET))
    assert SECRET not in caplog.text


def test_protected_data_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Phi(SECRET))


def test_protected_data_shows_itself_when_asked_by_name() -> None:
    assert Phi(SECRET).reveal() == SECRET


def test_protected_data_compares_by_what_is_inside() -> None:
    assert Phi(date(1980, 4, 12)) == Phi(date(1980, 4, 12)) != Phi(date(1980, 4, 13))
    assert Phi("x") != "x"
    assert len({Phi("x"), Phi("x")}) == 1


def test_unknown_and_foreign_objects_are_missing_in_the_same_words() -> None:
    assert vars(errors.missing()) == vars(errors.missing())


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (errors.invalid("a.b", "x"), Kind.INVALID),
        (errors.unauthenticated("a.b", "x"), Kind.UNAUTHENTICATED),
        (errors.forbidden("a.b", "x"), Kind.FORBIDDEN),
        (errors.gone("a.b", "x"), Kind.GONE),
        (errors.conflict("a.b", "x"), Kind.CONFLICT),
        (errors.stale("a.b", "x"), Kind.STALE),
        (errors.limited("a.b", "x", retry_after_ms=1), Kind.LIMITED),
        (errors.unavailable("a.b", "x"), Kind.UNAVAILABLE),
    ],
)
def test_a_refusal_has_its_kind_and_commits_nothing(refusal: errors.DomainError, kind: Kind) -> None:
    assert (refusal.kind, refusal.code, refusal.recorded) == (kind, "a.b", False)


def test_the_system_acts_for_its_practice_and_holds_no_role() -> None:
    practice = PracticeId(new_id())
    actor = system_actor(practice)
    assert (actor.kind, actor.id, actor.practice, actor.roles) == (
        ActorKind.SYSTEM,
        practice,
        practice,
        frozenset(),
    )
