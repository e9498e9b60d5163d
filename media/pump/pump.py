"""One peer's packets, both ways: hands feedback to whom it concerns, and does everything periodic."""

from collections.abc import Iterator

from media.forward import feedback
from media.forward.storage import Storage
from media.pump.demand import Demand
from media.pump.intake import Intake
from media.pump.outlet import Outlet
from media.pump.sample import Sampler
from media.pump.spending import VOICE_BPS
from media.transport.connection import Connection

TICK_S = 0.05
_FEEDBACK_TICKS, _CHOICE_TICKS, _REPORT_TICKS = 2, 4, 20
_UNLIMITED_BPS = 20_000_000
_MESSAGE_COST, _LOST_COST, _DELIVERY_COST = 400, 16, 4_000
"""What a message, each packet that it misses, and word of what arrived cost of a peer's allowance: the time that
they take, which their bytes do not show."""


class Pump:
    """`demand` is what others can use of what this peer sends."""

    def __init__(
        self, packet: memoryview, connection: Connection, storage: Storage, *, rtcp_ssrc: int, now: float
    ) -> None:
        self.intake = Intake(packet, connection, storage, rtcp_ssrc)
        self.outlet = Outlet(packet, connection)
        self.sampler = Sampler(self.intake, self.outlet, now)
        self.demand = Demand()
        self._connection = connection
        self._ticks = 0
        self._limited = False

    def on_rtcp(self, data: bytes, now: float) -> None:
        for message in feedback.parse(data):
            if not self._connection.affords(_cost(message)):
                return
            match message:
                case feedback.SenderReport():
                    self.intake.on_sender_report(message, now)
                case feedback.Nack():
                    self.outlet.on_nack(message, now)
                case feedback.KeyFrameRequest():
                    self.outlet.on_key_frame_request(message, now)
                case feedback.ReceptionReport():
                    self.outlet.on_reception_report(message, now)
                case feedback.TransportFeedback():
                    self.outlet.on_transport_feedback(message, now)
                case feedback.BitrateEstimate():
                    self.outlet.spending.limited(message.bps)

    def tick(self, now: float) -> bool:
        """Every 50 ms; true when it is time to look at what changed."""
        self._ticks += 1
        intake, outlet = self.intake, self.outlet
        intake.tick(now)
        outlet.tick(now)
        if self._ticks % _FEEDBACK_TICKS == 0:
            intake.report_arrivals()
        if self._ticks % _REPORT_TICKS == 0:
            intake.round_trip_s = outlet.round_trip_s
            intake.report(now)
            self._limit()
        if self._ticks % _CHOICE_TICKS:
            return False
        intake.measure(now)
        outlet.choose(now)
        return True

    def demand_changes(self, now: float) -> bool:
        """Look again at what others can use; whether the peer should be told."""
        wanted = Demand.of(self.intake.publications, now)
        if not self.demand.differs(wanted):
            return False
        self.demand = wanted
        return True

    def close(self) -> None:
        """Nothing comes in and nothing goes out any more."""
        self.outlet.release_all()
        self.intake.close()

    def stats(self) -> Iterator[dict[str, object]]:
        """Counters per stream; no address, no SSRC."""
        for publication in self.intake.publications:
            for source in publication.sources:
                yield {
                    "direction": "up",
                    "role": publication.role,
                    "kind": source.kind,
                    "layer": source.layer,
                    "payload_type": source.state.payload_type,
                    "packets": source.state.packets,
                    "bytes": source.state.bytes,
                    "bps": source.bps,
                    "lost": source.reception.lost,
                    "key_frames": source.key_frames,
                    "nacks": source.nack.requested,
                    "recovered": source.nack.recovered,
                    "plis": source.key_requests.sent,
                }
        for down, publication in self.outlet.feeds():
            yield {
                "direction": "down",
                "role": publication.role,
                "kind": down.kind,
                "layer": getattr(down.source, "layer", None),
                "paused": down.paused,
                "packets": down.state.packets,
                "bytes": down.state.bytes,
                "lost": down.lost,
                "resent": down.resent,
            }

    def _limit(self) -> None:
        """For peers that know no layers: their whole sending is limited to what others can use of it (REMB)."""
        ceilings = [bps for bps in (self.demand.camera_bps, self.demand.screen_bps) if bps is not None]
        limited = self.demand.camera_bps is not None
        if limited:
            self.intake.limit(VOICE_BPS + sum(ceilings))
        elif self._limited:
            self.intake.limit(_UNLIMITED_BPS)
        self._limited = limited


def _cost(message: feedback.Message) -> int:
    match message:
        case feedback.Nack():
            return _MESSAGE_COST + _LOST_COST * len(message.sequences)
        case feedback.TransportFeedback():
            return _DELIVERY_COST
        case _:
            return _MESSAGE_COST
