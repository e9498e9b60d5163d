"""What one peer's downlink is believed to take, and what it is spent on: sound first."""

from collections.abc import Mapping

from media.forward.down.downtrack import DownTrack
from media.forward.rate.bandwidth import Bandwidth
from media.forward.rate.delivery import Delivery
from media.forward.rate.layers import Choice, Chooser, Picture
from media.forward.rate.loss import HIGH
from media.forward.rate.trend import Usage
from media.forward.state import LegState
from media.pump.source import Publication

VOICE_BPS = 60_000
"""One voice at most, with its headers."""
TRUST_S = 3.0
"""A fresh connection is believed to take what is sent until it says otherwise, or for so long after its first
word."""
FALL = 0.9
"""An estimate below this part of what was spent is spent anew at once."""


class Spending:
    def __init__(self, leg: LegState) -> None:
        self.bandwidth = Bandwidth(leg)
        self._leg = leg
        self.choices: dict[DownTrack, Choice] = {}
        self.heights: dict[DownTrack, int] = {}
        """How large each picture is on the page, pixels; absent: not said."""
        self._chooser = Chooser()
        self._spent_bps = 0.0
        self._trusted_until = float("inf")

    def moved(self) -> None:
        """The peer is on another network: its downlink is as unknown as that of a fresh connection."""
        self.bandwidth = Bandwidth(self._leg)
        self._trusted_until = float("inf")

    def heard(self, down: DownTrack, now: float) -> None:
        """A reception report about one of the streams has come."""
        if down.round_trip_s is not None:
            self.bandwidth.round_trip(down.round_trip_s)
        self.bandwidth.report(down.loss, now)

    def delivered(self, told: Delivery, now: float) -> bool:
        """Take transport-wide feedback; whether it is so bad that the choice should be made again at once."""
        self.bandwidth.feedback(told, now)
        trouble = self.bandwidth.state is Usage.OVERUSE or self.bandwidth.loss > HIGH
        self._trusted_until = min(self._trusted_until, now if trouble else now + TRUST_S)
        return now >= self._trusted_until and self.bandwidth.bps < FALL * self._spent_bps

    def limited(self, bps: int) -> None:
        """REMB has come."""
        self._trusted_until = float("-inf")
        self.bandwidth.remb(bps)

    def choose(self, feeds: Mapping[DownTrack, Publication], now: float) -> dict[DownTrack, Choice]:
        """What each picture may have now."""
        self._spent_bps = self.bandwidth.bps
        voices = sum(publication.kind == "audio" for publication in feeds.values())
        shown = {
            str(down.ssrc): (down, publication)
            for down, publication in sorted(feeds.items(), key=lambda feed: feed[1].role != "screen")
            if publication.kind == "video"
        }
        pictures = [
            Picture(key, [source.describe(now) for source in publication.sources], self.heights.get(down))
            for key, (down, publication) in shown.items()
        ]
        budget = None if now < self._trusted_until else self.bandwidth.bps
        plan = self._chooser.choose(voices * VOICE_BPS, pictures, budget, now)
        self.bandwidth.want(plan.probe_bps)
        self.choices = {shown[key][0]: choice for key, choice in plan.choices.items()}
        return self.choices

    def padding(self, now: float) -> int:
        """Bytes to send that carry nothing, to find out whether more would fit; to be asked every 50 ms."""
        return self.bandwidth.probe(now)
