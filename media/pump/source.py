"""What a peer publishes: its sound, its camera in one or several layers, its screen; and where each goes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from media.forward.down.downtrack import DownTrack
from media.forward.rate.layers import Layer
from media.forward.storage import Storage
from media.forward.up.uptrack import Kind, UpTrack
from media.negotiation import CLOCK_RATES, KEY_FRAME_DETECTORS, LAYERS, AnsweredLine, Role

if TYPE_CHECKING:
    from media.pump.intake import Intake
    from media.pump.outlet import Outlet

_NOMINAL = {"l": Layer(150_000, height=180), "m": Layer(500_000, height=360), "h": Layer(1_200_000, height=720)}
_UNLAYERED = Layer(1_200_000)
_SMOOTHING = 0.5
_MISSED_S = 3.0
"""A layer starts with its encoder and a key frame, and waits until the publisher's estimate has grown."""


class Source(UpTrack):
    """One stream of a publication. `outlets`: the down tracks that carry it or are about to."""

    def __init__(self, kind: Kind, ssrc: int, layer: str | None, storage: Storage) -> None:
        state, history = storage.up(kind, CLOCK_RATES[kind])
        detectors = KEY_FRAME_DETECTORS if kind == "video" else {}
        super().__init__(kind, ssrc, CLOCK_RATES[kind], detectors, state=state, history=history)
        self._storage = storage
        self.layer = layer
        self.outlets: list[tuple[DownTrack, Outlet]] = []
        self.bps = 0
        self._measured = (0.0, 0)  # when, bytes by then
        self._wanted_at: float | None = None

    def begin_anew(self) -> None:
        """The publisher sends it under another number."""
        self.restart()
        for down, _ in self.outlets:
            down.restarted(self)

    def settle(self) -> None:
        """Which down tracks carry this stream may have changed."""
        carried = [
            (down.state, outlet.leg) for down, outlet in self.outlets if down.source is self and not down.paused
        ]
        self._storage.link(self.state, carried)

    def measure(self, now: float) -> None:
        """Renew `bps`; to be called a few times a second."""
        at, before = self._measured
        self._measured = (now, self.state.bytes)
        if at and now > at:
            fresh = 8 * (self.state.bytes - before) / (now - at)
            self.bps = round(self.bps + _SMOOTHING * (fresh - self.bps))

    def want(self, wanted: bool, now: float) -> None:
        """Whether some subscriber could use this layer."""
        self._wanted_at = (self._wanted_at or now) if wanted else None

    def missed(self, now: float) -> bool:
        """Wanted for long enough to have come, if its publisher could send it."""
        return self._wanted_at is not None and now - self._wanted_at > _MISSED_S and not self.alive(now)

    def describe(self, now: float) -> Layer:
        """For the layer chooser."""
        nominal = _NOMINAL.get(self.layer or "", _UNLAYERED)
        measured = self.bps if self.layer else max(1, self.bps)  # a still screen costs nothing
        return Layer(nominal.nominal_bps, measured, self.sends(now), nominal.height)

    def sends(self, now: float) -> bool:
        """A layer falls silent when its publisher has given it up, a screen already when nothing moves on it."""
        return self.state.started and (self.layer is None or self.alive(now))


class Publication:
    """One line of a peer's answer on which it sends. `sources`: its layers, lowest first, or the one stream."""

    def __init__(self, owner: "Intake", role: Role, sources: Sequence[Source]) -> None:
        self.owner = owner
        self.role = role
        self.sources = sources
        self.rtx_types: dict[int, int] = {}
        """Payload type of a retransmission -> of the original."""

    @classmethod
    def answered(cls, owner: "Intake", line: AnsweredLine, storage: Storage) -> "Publication":
        kind = line.line.kind
        if line.layers:
            sources = [Source(kind, 0, layer, storage) for layer in LAYERS if layer in line.layers]
        else:
            sources = [Source(kind, line.ssrc or 0, None, storage)]
        publication = cls(owner, line.line.role, sources)
        publication.agree(line)
        return publication

    def agree(self, line: AnsweredLine) -> None:
        """What an answer, the first or a further one, says of how lost packets are sent again."""
        self.rtx_types = {rtx: original for original, rtx in line.accepted.items() if rtx is not None}
        for source in self.sources:
            source.asks = line.resends

    @property
    def kind(self) -> Kind:
        return self.sources[0].kind

    @property
    def layered(self) -> bool:
        return len(self.sources) > 1

    def settle(self) -> None:
        """Who carries which of the streams may have changed."""
        for source in self.sources:
            source.settle()

    def layer(self, name: str) -> Source | None:
        return next((source for source in self.sources if source.layer == name), None)

    def best_alive(self, now: float) -> Source:
        """The highest layer that is being sent, else the lowest."""
        alive = [source for source in self.sources if source.alive(now)]
        return alive[-1] if alive else self.sources[0]
