"""Answers with something wrong in them: lines that go, come twice, change places, numbers that are too much."""

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.media.forward.mutation import Mutator
from tests.media.negotiation.answers import FINGERPRINT, NACK, answer, layered, line

_TRANSPORT = (
    "a=ice-options:trickle\r\n"
    f"a=fingerprint:sha-256 {FINGERPRINT}\r\na=setup:active\r\na=rtcp-rsize\r\n"
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "a=extmap:3/sendrecv http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\n"
)
_CANDIDATES = (
    "a=candidate:1467250027 1 udp 2122260223 192.168.0.196 46243 typ host generation 0 network-id 1\r\n"
    "a=candidate:1 1 udp 1 2001:db8::7 40000 typ srflx raddr 10.0.0.7 rport 40000\r\n"
    "a=candidate:2 1 udp 1 2f9c0b6e-0000-4000-8000-000000000000.local 40000 typ host\r\n"
    "a=candidate:435653019 1 tcp 1845501695 192.168.0.196 9 typ host tcptype active\r\na=end-of-candidates\r\n"
)
_FEEDBACK = (
    "a=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 ccm fir\r\n"
    "a=rtcp-fb:* nack pli\r\na=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n"
)
SPECIMENS: Sequence[tuple[str, int]] = (
    (answer(), 1),
    (answer(*(line(mid, extra=_TRANSPORT + _CANDIDATES + NACK.format(96)) for mid in range(3))), 1),
    (answer(line(0, extra=_TRANSPORT), layered(), line(2, direction="sendrecv", extra=_FEEDBACK)), 1),
    (answer(*(line(mid, extra=_FEEDBACK if mid in {1, 2, 4} else "") for mid in range(5)), setup="passive"), 2),
)
"""(the answer, to an offer of so many slots)."""

_NUMBER = re.compile(r"\d+")
_NUMBERS = ("0", "-1", "9", "65", "127", "128", "255", "256", "65536", "4294967295", "4294967296", "9" * 40)
_WORDS = (
    *("", "\0", "\r", "\n", "\r\n", "\u2028", "\x85", "\U0001f4a9", "\ud800", ":", " ", ";", ",", "*", "=", "/"),
    *("a=", "m=", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "a=mid:0\r\n", "a=inactive\r\n", "a=rid:h send\r\n"),
)
_MOST_DEEDS = 3


def mutant(mutator: Mutator, specimen: str, other: str) -> str:
    random = mutator.random
    lines = specimen.splitlines(keepends=True)
    for _ in range(1 + random.randrange(_MOST_DEEDS)):
        if lines:
            random.choice(_DEEDS)(random, lines, other.splitlines(keepends=True))
    mutator.made += 1
    text = "".join(lines)
    mutator.last = text
    return text


def _drop(random: Random, lines: list[str], _: list[str]) -> None:
    at = random.randrange(len(lines))
    del lines[at : at + random.choice((1, 1, 1, 5))]


def _repeat(random: Random, lines: list[str], _: list[str]) -> None:
    at = random.randrange(len(lines))
    lines[at:at] = [lines[at]] * random.choice((1, 1, 2, 20))


def _swap(random: Random, lines: list[str], _: list[str]) -> None:
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _splice(random: Random, lines: list[str], other: list[str]) -> None:
    at, start = random.randrange(len(lines)), random.randrange(len(other))
    lines[at:at] = other[start : start + random.choice((1, 3, 20))]


def _cut(random: Random, lines: list[str], _: list[str]) -> None:
    at = random.randrange(len(lines))
    lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)]


def _write(random: Random, lines: list[str], _: list[str]) -> None:
    at = random.randrange(len(lines))
    place = random.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + random.choice(_WORDS) + lines[at][place + random.randrange(3) :]


def _renumber(random: Random, lines: list[str], _: list[str]) -> None:
    """A number that is another one, near, or at the edge of what it may be."""
    at = random.randrange(len(lines))
    found = list(_NUMBER.finditer(lines[at]))
    if found:
        number = random.choice(found)
        near = str(int(number[0][:9]) + random.choice((-1, 1, 2)))
        lines[at] = lines[at][: number.start()] + random.choice((*_NUMBERS, near)) + lines[at][number.end() :]


def _rename(random: Random, lines: list[str], _: list[str]) -> None:
    """A number is another one wherever it stands, or in all attributes: a payload type, an SSRC, a line's name."""
    found = _NUMBER.findall(random.choice(lines))
    if found:
        old, new, start = random.choice(found), random.choice(_NUMBERS), random.choice(("", "a="))
        lines[:] = [re.sub(rf"\b{old}\b", new, one) if one.startswith(start) else one for one in lines]


_DEEDS: Sequence[Callable[[Random, list[str], list[str]], None]] = (
    _drop, _repeat, _swap, _splice, _cut, _write, _write, _renumber, _renumber, _rename, _rename,
)  # fmt: skip
