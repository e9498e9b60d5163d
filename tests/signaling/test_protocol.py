"""Strict in both directions: what no model describes exactly is refused without being repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol import (
    NAMESPACES,
    CallAnswer,
    CallJoin,
    Connect,
    Message,
    Refusal,
    SeatConnect,
    SeatState,
    parse_connect,
    parse_payload,
)
from tests.signaling.door import Door
from tests.signaling.guest import guest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"muted": True},
        {"muted": 1, "camera_off": False},
        {"muted": "true", "camera_off": False},
        {"muted": True, "camera_off": False, "admin": True},
        {"muted": None, "camera_off": False},
        [],
        "muted",
        None,
    ],
    ids=str,
)
def test_a_payload_of_another_shape_is_refused(payload: object) -> None:
    with pytest.raises(Refusal, match=r"event\.invalid"):
        parse_payload(SeatState, [payload])


@pytest.mark.parametrize("arguments", [[], [{}, {}]], ids=["none", "two"])
def test_an_event_has_exactly_one_payload(arguments: list[object]) -> None:
    with pytest.raises(Refusal, match=r"event\.invalid"):
        parse_payload(CallJoin, arguments)


def test_a_payload_of_the_right_shape_is_taken() -> None:
    assert parse_payload(CallAnswer, [{"peer": "p", "version": 1, "sdp": "v=0"}]) == CallAnswer(
        peer="p", version=1, sdp="v=0"
    )


@given(st.lists(JSON, max_size=2))
def test_whatever_is_sent_is_parsed_or_refused(arguments: list[object]) -> None:
    for namespace in NAMESPACES:
        for request in namespace.client.values():
            assert _outcome(request.payload, arguments) in {"parsed", "event.invalid"}


def _outcome(model: type[Message], arguments: list[object]) -> str:
    try:
        parse_payload(model, arguments)
    except Refusal as refused:
        return refused.code
    return "parsed"


@given(JSON)
def test_whatever_is_offered_as_a_ticket_is_parsed_or_refused(auth: object) -> None:
    for model in (Connect, SeatConnect):
        with pytest.raises(Refusal):
            parse_connect(model, auth)


def test_what_is_absent_is_left_out_on_the_wire() -> None:
    assert CallJoin().wire() == {}


async def test_an_unknown_event_is_acknowledged_as_such(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket()) as patient:
        assert await patient.say("visit:admit", {}) == {"ok": False, "code": "event.unknown"}


async def test_a_malformed_event_is_acknowledged_as_such(door: Door) -> None:
    async with guest(door.url, "/visit", door.seat_ticket()) as patient:
        assert await patient.say("seat:state", {"muted": 1}) == {"ok": False, "code": "event.invalid"}


async def test_a_desk_that_speaks_is_told_that_nobody_listens(door: Door) -> None:
    async with guest(door.url, "/desk", door.desk_ticket()) as desk:
        assert await desk.say("call:join", {}) == {"ok": False, "code": "event.unknown"}
