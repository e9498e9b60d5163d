"""What forwarding costs: our media plane beside Janus, a raw forwarder and aiortc's relay, under the same load."""

from bench.media.run import measure

__all__ = ["measure"]
