"""What the benchmark asks of everybody it measures."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bench.media.load import Client, Sends


class Unavailable(Exception):
    """A contestant cannot be measured here; the text says why, and is shown in place of its figures."""


class Running(Protocol):
    """A started server."""

    @property
    def pid(self) -> int: ...

    async def seat(self, visit: int, sends: Sends) -> list[Client]:
        """The clients of two people in one visit, secured and ready to send this; the caller closes them."""


class Contestant(Protocol):
    @property
    def most_visits(self) -> int | None:
        """More are not tried; None: no limit of its own."""

    @property
    def stamps_survive(self) -> bool:
        """Whether payloads come out as they went in, so that losses and latencies can be told."""

    def start(self, folder: Path) -> AbstractAsyncContextManager[Running]:
        """A fresh process; `folder` is for files it needs. Unavailable when it cannot be had."""
