"""What we offer and what we accept of an answer (RFC 8829): the server always offers, peers answer once."""

from media.negotiation.answer import Answer, AnsweredLine, parse_answer
from media.negotiation.codecs import CLOCK_RATES, KEY_FRAME_DETECTORS, VideoCodec, shared_order
from media.negotiation.offer import Endpoint, Slot, build_offer, mids

__all__ = [
    "CLOCK_RATES",
    "KEY_FRAME_DETECTORS",
    "Answer",
    "AnsweredLine",
    "Endpoint",
    "Slot",
    "VideoCodec",
    "build_offer",
    "mids",
    "parse_answer",
    "shared_order",
]
