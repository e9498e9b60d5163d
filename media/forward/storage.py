"""Where the numbers of `state` live: in Python objects, or where the native path can work on them too."""

from collections.abc import Iterable
from typing import Any, Protocol

from media.forward.state import DownState, LegState, UpState
from media.forward.up.history import CAPACITY, SOUND_CAPACITY, History
from media.forward.up.uptrack import Kind


class Storage(Protocol):
    """Makes the numbers of legs and streams, and hears what their owners decide about them."""

    def leg(self, now: float) -> LegState: ...

    def up(self, kind: Kind, clock_rate: int) -> tuple[UpState, History]: ...

    def down(self, ssrc: int, first_sequence: int, first_timestamp: int) -> DownState: ...

    def secure(self, leg: LegState, inbound: Any, outbound: Any) -> None:  # noqa: ANN401 -- handles of a C library
        """Packets of this leg can be opened and protected from now on (None: no longer)."""

    def learn(self, leg: LegState, ssrc: int, up: UpState | None) -> None:
        """Packets of this stream of the leg belong to `up`; None: to nobody."""

    def link(self, up: UpState, downs: Iterable[tuple[DownState, LegState]]) -> None:
        """These carry the stream now, each to its leg."""


class PlainStorage:
    """Python objects; whoever works on them looks into the machines themselves."""

    def leg(self, now: float) -> LegState:
        return LegState(now)

    def up(self, kind: Kind, _clock_rate: int) -> tuple[UpState, History]:
        return UpState(), History(CAPACITY if kind == "video" else SOUND_CAPACITY)

    def down(self, ssrc: int, first_sequence: int, first_timestamp: int) -> DownState:
        return DownState(ssrc, first_sequence, first_timestamp)

    def secure(self, leg: LegState, inbound: Any, outbound: Any) -> None:  # noqa: ANN401 -- as above
        """Nothing to tell."""

    def learn(self, leg: LegState, ssrc: int, up: UpState | None) -> None:
        """Nothing to tell."""

    def link(self, up: UpState, downs: Iterable[tuple[DownState, LegState]]) -> None:
        """Nothing to tell."""
