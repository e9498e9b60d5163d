"""Who is measured: each a server in a process of its own, which seats pairs of participants."""

from collections.abc import Mapping

from bench.media.contestants.contestant import Contestant, Running, Unavailable
from bench.media.contestants.janus import Janus
from bench.media.contestants.own import OwnMedia
from bench.media.contestants.raw import RawForwarder
from bench.media.contestants.stock import StockRelay

CONTESTANTS: Mapping[str, Contestant] = {
    "raw": RawForwarder(),
    "pure": OwnMedia(native=False),
    "native": OwnMedia(native=True),
    "janus": Janus(),
    "aiortc": StockRelay(),
}
"""In the order in which they take turns."""

__all__ = ["CONTESTANTS", "Contestant", "Running", "Unavailable"]
