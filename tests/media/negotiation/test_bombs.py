"""Answers made to take time and memory: refused for little of either, and the next honest one is taken."""

import gc
import tracemalloc
from collections.abc import Iterator
from time import thread_time

import pytest

from media import MediaError, MediaNode
from media.negotiation import lines_of, parse_answer
from media.negotiation.answer import MAX_BYTES, MAX_SECTION_LINES
from tests.media.clients import Listener
from tests.media.negotiation.answers import FINGERPRINT, SIMULCAST, answer, layered, line

CANDIDATE = "a=candidate:1 1 udp 1 192.0.2.{} 40000 typ host\r\n"
SLOTS = 5
"""As many as there are in a full room."""
MOST_S, MOST_BYTES = 0.25, 8_000_000
"""Of one thread's time, on a slow machine, and of memory beside the answer itself."""


def stuffed(extra: str) -> str:
    """A camera line with this in it."""
    return answer(line(0), line(1, extra=extra), line(2))


def codecs_times_feedback(count: int) -> str:
    return "".join(f"a=rtpmap:{number} x/90000\r\n" for number in range(count)) + "a=rtcp-fb:* nack\r\n" * count


REFUSED = {
    "ten million bytes": "a" * 10_000_000,
    "ten million lines": "\n" * 10_000_000,
    "ten million lines of another kind": "\x85" * 10_000_000,
    "ten thousand m-lines": answer(*["m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"] * 10_000),
    "as many m-lines as fit": answer(*["m=audio 9 X 1\r\n"] * 1_400),
    "a fingerprint for each of many m-lines": "a=fingerprint:sha-256 AB\r\n" * 700 + "m=audio 9 X 1\r\n" * 700,
    "ten thousand candidates": stuffed("".join(map(CANDIDATE.format, range(10_000)))),
    "as many candidates as fit": stuffed(CANDIDATE.format(1) * 1_200),
    "codecs times feedback": stuffed(codecs_times_feedback(650)),
    "many streams": stuffed("".join(f"a=ssrc:{ssrc} cname:x\r\n" for ssrc in range(10_000, 11_300))),
    "parameters of the last of many codecs": stuffed(
        "".join(f"a=rtpmap:{number} x/90000\r\n" for number in range(1000, 1650)) + "a=fmtp:1649 x=y\r\n" * 650
    ),
    "layers upon layers": answer(line(0), layered(extra=SIMULCAST * 300), line(2)),
    "nothing but NULs": "\0" * (MAX_BYTES - 1),
    "NULs behind everything": answer().replace("\r\n", "\0\r\n"),
    "a group of a whole answer's length": stuffed(f"a=ssrc-group:FID {'1 ' * 25_000}\r\n"),
    "a number of a whole answer's length": stuffed(f"a=ssrc:{'9' * 50_000} cname:x\r\n"),
}
TAKEN = {
    "numbers as long as can be read": stuffed(f"a=ssrc:{'9' * 4_200} cname:x\r\n" * 12),
    "codecs times feedback": stuffed(codecs_times_feedback(MAX_SECTION_LINES // 2 - 15)),
    "codecs times feedback in each of many lines": answer(
        *(line(mid, extra=codecs_times_feedback(50)) for mid in range(2 * SLOTS + 1))
    ),
    "a parameter of a whole answer's length": stuffed(f"a=fmtp:96 {'a;' * 25_000}\r\n"),
    "a whole answer of payload types": answer(line(0), line(1, pts="96" + " 97" * 20_000), line(2)),
    "a choice of layers of a whole answer's length": answer(
        line(0), layered(extra=f"a=simulcast:send l{';m' * 25_000}\r\n"), line(2)
    ),
    "an attribute of a whole answer's length": stuffed(f"a={'x' * 60_000}\r\n"),
    "as many fingerprints as fit": stuffed("").replace(
        "a=setup", f"a=fingerprint:sha-256 {FINGERPRINT}\r\n" * 90 + "a=setup"
    ),
}


@pytest.fixture(params=["time", "memory"])
def cheaply(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that takes or refuses one answer, within limits."""
    gc.disable()  # which would look through all that earlier tests have left
    if request.param == "memory":
        tracemalloc.start()
    before = thread_time()
    yield
    spent = thread_time() - before
    if request.param == "memory":
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
        tracemalloc.stop()
    else:
        assert spent < MOST_S
    gc.enable()


@pytest.mark.parametrize("bomb", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.usefixtures("cheaply")
def test_an_answer_is_refused_at_little_cost_that_is(bomb: str) -> None:
    with pytest.raises(MediaError, match=r"sdp\.invalid"):
        parse_answer(bomb, lines_of(1))


@pytest.mark.parametrize("bomb", TAKEN.values(), ids=TAKEN.keys())
@pytest.mark.usefixtures("cheaply")
def test_an_answer_that_keeps_to_the_limits_costs_little_too_even_with(bomb: str) -> None:
    parse_answer(bomb, lines_of(SLOTS if bomb.count("m=") > 3 else 1))


async def test_after_all_of_them_the_next_honest_answer_is_taken(node: MediaNode) -> None:
    peer = await node.room("visit").join("a", Listener())
    for bomb in REFUSED.values():
        with pytest.raises(MediaError, match=r"sdp\.invalid"):
            await peer.answer(bomb)
    assert peer.waits_for_answer
    await peer.answer(answer())
    assert not peer.waits_for_answer
