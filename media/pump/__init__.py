"""Performs what `forward` decided: one peer's packets both ways.

`intake` is what the peer sends, `outlet` what it is sent; `source` is a stream between an intake and the outlets
of its subscribers. Everything runs on the loop and returns at once.
"""

from media.pump.demand import Demand
from media.pump.pump import TICK_S, Pump
from media.pump.sample import Sample, Way
from media.pump.source import Publication

__all__ = ["TICK_S", "Demand", "Publication", "Pump", "Sample", "Way"]
