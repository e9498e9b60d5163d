"""The load: participants who connect as browsers do, and a C engine that sends, receives and answers for them."""

from bench.media.load.client import Client
from bench.media.load.description import answer, offer, read_lines, read_remote
from bench.media.load.dtls import Identity
from bench.media.load.engine import Engine, Epoch, Totals
from bench.media.load.recording import Recording, Sends, packetized, synthetic, video

__all__ = [
    "Client",
    "Engine",
    "Epoch",
    "Identity",
    "Recording",
    "Sends",
    "Totals",
    "answer",
    "offer",
    "packetized",
    "read_lines",
    "read_remote",
    "synthetic",
    "video",
]
