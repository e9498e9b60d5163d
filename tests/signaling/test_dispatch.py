"""From an event to its answer, also when a handler has a bug."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
import structlog

from media import MediaError
from signaling.dispatch import Dispatcher, Handler
from signaling.protocol import Done, Message, Namespace, Refusal, Request, SeatState

STATE = {"muted": True, "camera_off": False}
ROOM = Namespace("/room", "Room", MappingProxyType({"seat:state": Request(SeatState, Done)}), MappingProxyType({}))


def _dispatcher(handler: Handler) -> Dispatcher:
    return Dispatcher(ROOM, {"seat:state": handler})


def _failing(error: Exception) -> Handler:
    async def handler(_session: object, _payload: object) -> Message:
        raise error

    return handler


async def test_a_handler_gets_the_session_and_the_parsed_payload() -> None:
    got: list[object] = []

    async def handler(session: object, payload: object) -> Message:
        got.extend((session, payload))
        return Done()

    assert await _dispatcher(handler).answer("seat:state", "somebody", [STATE]) == {"ok": True}
    assert got == ["somebody", SeatState(muted=True, camera_off=False)]


async def test_a_refusal_is_answered_with_its_code_and_when_to_ask_again() -> None:
    dispatcher = _dispatcher(_failing(Refusal("rate.limited", retry_after_ms=500)))
    answer = await dispatcher.answer("seat:state", None, [STATE])
    assert answer == {"ok": False, "code": "rate.limited", "retry_after_ms": 500}


async def test_a_refusal_of_the_media_is_answered_with_its_code() -> None:
    dispatcher = _dispatcher(_failing(MediaError("room.full", "Every seat is taken.")))
    assert await dispatcher.answer("seat:state", None, [STATE]) == {"ok": False, "code": "room.full"}


async def test_a_bug_is_answered_as_internal_and_logged_under_a_trace_id_without_its_words() -> None:
    dispatcher = _dispatcher(_failing(RuntimeError("CANARY")))
    with structlog.testing.capture_logs() as logs:
        answer = await dispatcher.answer("seat:state", None, [STATE])
    assert answer == {"ok": False, "code": "internal"}
    assert [(line["event"], line["error"], len(line["trace_id"])) for line in logs] == [
        ("socket.internal", "RuntimeError", 16)
    ]
    assert "CANARY" not in str(logs)


@pytest.mark.parametrize("handlers", [{}, {"seat:state": _failing(KeyError()), "more": _failing(KeyError())}])
def test_a_protocol_event_without_its_handler_is_found_at_the_start(handlers: Mapping[str, Handler]) -> None:
    with pytest.raises(ValueError, match="different events"):
        Dispatcher(ROOM, handlers)
