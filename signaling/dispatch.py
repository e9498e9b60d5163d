"""One event from the wire to its handler and back: every answer is an acknowledgement with a stable code."""

import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog

from media import MediaError
from signaling.protocol import Message, Namespace, Refusal, Refused, Request, parse_payload

Handler = Callable[[Any, Any], Awaitable[Message]]

log = structlog.get_logger("signaling")


class Dispatcher:
    """The handlers of one namespace; there is exactly one for each event that a client may send."""

    def __init__(self, namespace: Namespace, handlers: Mapping[str, Handler]) -> None:
        if handlers.keys() != namespace.client.keys():
            raise ValueError(f"{namespace.path}: handlers and protocol name different events")
        self._namespace = namespace
        self._handlers = handlers

    async def answer(self, event: str, session: object, arguments: Sequence[object]) -> dict[str, Any]:
        try:
            payload = parse_payload(self._request(event).payload, arguments)
            return (await self._handlers[event](session, payload)).wire()
        except Exception as error:  # noqa: BLE001 -- a bug in one handler must not end anybody's socket
            return refused(error).wire()

    def _request(self, event: str) -> Request:
        request = self._namespace.client.get(event)
        if request is None:
            raise Refusal("event.unknown")
        return request


def refused(error: Exception) -> Refused:
    """The answer for a failure. What nobody foresaw is logged under a trace id: where, but never with what."""
    match error:
        case Refusal():
            return Refused(code=error.code, retry_after_ms=error.retry_after_ms)
        case MediaError():
            return Refused.model_validate({"code": error.code})
        case _:
            log.error("socket.internal", trace_id=secrets.token_hex(8), **_whereabouts(error))
            return Refused(code="internal")


def _whereabouts(error: Exception) -> dict[str, str]:
    """An exception's own words may repeat what a person sent; its kind and place do not."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "at": " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames[-4:]),
    }
