"""How well one incoming stream arrives: jitter and loss as RFC 3550 appendices A.3 and A.8 define them."""

from media.forward import feedback
from media.forward.header import HALF_SPAN
from media.forward.state import UpState

_WRAPPED = HALF_SPAN << 16
"""A change of transit this large means that the timestamp has just wrapped."""


def measure_jitter(state: UpState, timestamp: int, now: float, clock_rate: int) -> None:
    """Take the first packet of a frame into account: the others share its timestamp and tell nothing more."""
    transit = now * clock_rate - timestamp
    change = abs(transit - state.transit)
    if state.packets and change < _WRAPPED:
        state.jitter += (change - state.jitter) / 16
    state.transit = transit


class Reception:
    """Makes reports of one stream's numbers."""

    def __init__(self, state: UpState) -> None:
        self.first = 0
        """Index of the first packet."""
        self._state = state
        self._last_sender_report: tuple[int, float] | None = None
        self._reported = (0, 0)  # expected, received at the last report

    @property
    def lost(self) -> int:
        state = self._state
        return max(0, state.highest - self.first + 1 - state.packets) if state.started else 0

    def sender_report(self, report: feedback.SenderReport, now: float) -> None:
        self._last_sender_report = (report.ntp >> 16 & 0xFFFFFFFF, now)

    def report(self, ssrc: int, now: float) -> feedback.ReceptionReport | None:
        """About everything since the last report; None before the first packet."""
        state = self._state
        if not state.started:
            return None
        expected = state.highest - self.first + 1
        interval, arrived = expected - self._reported[0], state.packets - self._reported[1]
        self._reported = (expected, state.packets)
        stamp, at = self._last_sender_report or (0, now)
        return feedback.ReceptionReport(
            ssrc=ssrc,
            fraction_lost=min(255, max(0, (interval - arrived) * 256 // interval)) if interval > 0 else 0,
            lost=min(self.lost, 0x7FFFFF),
            highest=state.highest & 0xFFFFFFFF,
            jitter=int(state.jitter) & 0xFFFFFFFF,
            last_sender_report=stamp,
            delay=int((now - at) * 65536) & 0xFFFFFFFF,
        )
