"""What one peer's downlink is believed to take, and what it is spent on: sound first."""

from collections.abc import Mapping

from media.forward.down.downtrack import DownTrack
from media.forward.rate.bandwidth import Bandwidth
from media.forward.rate.delivery import Delivery
from media.forward.rate.layers import Choice, Chooser, Picture
from media.forward.rate.trend import Usage
from media.forward.state import LegState
from media.pump.source import Publication

VOICE_BPS = 60_000
"""One voice at most, with its headers."""
AT_ONCE_S = 0.05
"""Choosing again because the estimate falls is done this often at most."""


class Spending:
    def __init__(self, leg: LegState) -> None:
        self.bandwidth = Bandwidth(leg)
        self.choices: dict[DownTrack, Choice] = {}
        self.heights: dict[DownTrack, int] = {}
        """How large each picture is on the page, pixels; absent: not said."""
        self._chooser = Chooser()
        self._chosen_at = float("-inf")

    def heard(self, down: DownTrack, now: float) -> None:
        """A reception report about one of the streams has come."""
        if down.round_trip_s is not None:
            self.bandwidth.round_trip(down.round_trip_s)
        self.bandwidth.report(down.loss, now)

    def delivered(self, told: Delivery, now: float) -> bool:
        """Take transport-wide feedback; whether it is so bad that the choice should be made again at once."""
        before = self.bandwidth.bps
        self.bandwidth.feedback(told, now)
        falls = self.bandwidth.bps < before or self.bandwidth.state is Usage.OVERUSE
        return falls and now - self._chosen_at > AT_ONCE_S

    def limited(self, bps: int) -> None:
        """REMB has come."""
        self.bandwidth.remb(bps)

    def choose(self, feeds: Mapping[DownTrack, Publication], now: float) -> dict[DownTrack, Choice]:
        """What each picture may have now."""
        self._chosen_at = now
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
        plan = self._chooser.choose(voices * VOICE_BPS, pictures, self.bandwidth.bps, now)
        self.bandwidth.want(plan.probe_bps)
        self.choices = {shown[key][0]: choice for key, choice in plan.choices.items()}
        return self.choices

    def padding(self, now: float) -> int:
        """Bytes to send that carry nothing, to find out whether more would fit; to be asked every 50 ms."""
        return self.bandwidth.probe(now)
