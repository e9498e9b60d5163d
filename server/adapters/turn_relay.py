"""Passes to TURN servers that share a secret with us, for some minutes (draft-uberti-behave-turn-rest-00)."""

import base64
import hmac
from datetime import timedelta

from server.kernel.ids import new_token
from server.kernel.ports import Clock
from signaling import IceServer

LIFETIME = timedelta(minutes=10)
"""An allocation is kept alive by whoever has it; a pass that is found later opens nothing."""


class TurnRelay:
    """The door's `Relay` port. A pass names nobody: its name is when it ends and a random word."""

    def __init__(self, urls: tuple[str, ...], secret: str, clock: Clock) -> None:
        self._urls = urls
        self._secret = secret.encode()
        self._clock = clock

    def ice_servers(self) -> tuple[IceServer, ...]:
        ends = int((self._clock.now() + LIFETIME).timestamp())
        username = f"{ends}:{new_token()[:16]}"
        credential = base64.b64encode(hmac.digest(self._secret, username.encode(), "sha1")).decode()
        return (IceServer(urls=self._urls, username=username, credential=credential),)
