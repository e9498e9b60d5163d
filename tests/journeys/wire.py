"""What passes between a page and the real-time door, changed on its way as an unkind server could."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, WebSocketRoute

# How Socket.IO (protocol 5) begins an event of the visit's namespace: 42/visit,["name",{...}]
_EVENT = "42/visit,"

Change = Callable[[str, dict[str, Any]], dict[str, Any]]


def unchanged(_event: str, payload: dict[str, Any]) -> dict[str, Any]:
    return payload


@dataclass
class Wire:
    """All sockets of one person's browser. `change` sees each event that is on its way to the page."""

    change: Change = unchanged
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The latest payload of each event, as the server sent it."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What the page asked for, in order."""
    _page: WebSocketRoute | None = None

    @classmethod
    async def of(cls, context: BrowserContext) -> "Wire":
        wire = cls()
        await context.route_web_socket("**/socket.io/**", wire._connect)
        return wire

    def says_again(self, event: str) -> None:
        """The latest event once more, through `change`."""
        assert self._page is not None
        self._page.send(_frame(event, self.change(event, self.last[event])))

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._page = page

        def up(message: str | bytes) -> None:
            read = _read(message)
            if read is not None:
                self.asked.append(read)
            server.send(message)

        def down(message: str | bytes) -> None:
            read = _read(message)
            if read is None:
                page.send(message)
                return
            event, payload = read
            self.last[event] = payload
            page.send(_frame(event, self.change(event, payload)))

        page.on_message(up)
        server.on_message(down)


def _read(message: str | bytes) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(message, str) or not message.startswith(_EVENT):
        return None
    event, *payload = json.loads(message[message.index("[") :])
    return event, (payload[0] if payload else {})


def _frame(event: str, payload: dict[str, Any]) -> str:
    return f"{_EVENT}{json.dumps([event, payload])}"
