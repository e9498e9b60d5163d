"""What we offer and what we accept of an answer (RFC 8829): the server offers, the newest offer is answered."""

from media.negotiation.answer import Answer, AnsweredLine, parse_answer
from media.negotiation.codecs import CLOCK_RATES, KEY_FRAME_DETECTORS, LAYERS, VideoCodec, shared_order
from media.negotiation.lines import FIRST_LINES, SCREEN_LINE, Line, Role, lines_of
from media.negotiation.offer import Endpoint, Session, Stream, build_offer
from media.negotiation.rounds import Offer, Rounds

__all__ = [
    "CLOCK_RATES",
    "FIRST_LINES",
    "KEY_FRAME_DETECTORS",
    "LAYERS",
    "SCREEN_LINE",
    "Answer",
    "AnsweredLine",
    "Endpoint",
    "Line",
    "Offer",
    "Role",
    "Rounds",
    "Session",
    "Stream",
    "VideoCodec",
    "build_offer",
    "lines_of",
    "parse_answer",
    "shared_order",
]
