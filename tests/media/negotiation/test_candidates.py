"""Where an answer says that its sender can be reached: never used, and refused where it can only be a trap."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from media import MediaConfig, MediaError, MediaNode
from media.negotiation import lines_of, parse_answer
from tests.media.clients import Listener
from tests.media.forward.packets import VP8_KEY, rtp
from tests.media.negotiation.answers import answer, line
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

INSIDE = ["127.0.0.1", "::1", "169.254.169.254", "224.0.0.1", "0.0.0.0"]  # noqa: S104 -- nothing is bound


def candidate(address: str, port: int = 40_000, transport: str = "udp") -> str:
    kind = " tcptype active" if transport == "tcp" else ""
    return f"a=candidate:1 1 {transport} 2122260223 {address} {port} typ host{kind}\r\n"


def told(*candidates: str) -> list[str]:
    """The lines of an answer with these candidates."""
    return [line(0, extra="".join(candidates)), line(1), line(2)]


def parse(*candidates: str, loopback: bool = False) -> None:
    parse_answer(answer(*told(*candidates)), lines_of(1), loopback=loopback)


@pytest.mark.parametrize("address", INSIDE)
def test_an_answer_that_leads_nowhere_but_inside_is_refused(address: str) -> None:
    with pytest.raises(MediaError) as refusal:
        parse(candidate(address), candidate("192.0.2.1", 22))
    assert refusal.value.code == "sdp.candidate_rejected"
    assert address not in str(refusal.value)


@pytest.mark.parametrize(
    "others",
    [[], [candidate("192.0.2.1")], [candidate("x1.local")]],
    ids=["none", "with a person's", "with a name"],
)
def test_an_answer_of_a_browser_is_taken(others: list[str]) -> None:
    parse(*(candidate(address) for address in INSIDE) if others else (), *others)


def test_a_candidate_for_tcp_leads_nowhere_and_is_passed_over() -> None:
    parse(candidate("127.0.0.1", 9, "tcp"))
    with pytest.raises(MediaError, match=r"candidate_rejected"):
        parse(candidate("127.0.0.1", 9, "tcp"), candidate("127.0.0.1"))


def test_a_server_on_the_loopback_is_answered_from_there() -> None:
    parse(candidate("127.0.0.1"), loopback=True)


async def test_a_refused_answer_may_be_followed_by_another() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", advertised=("192.0.2.1",)))
    peer = await node.room("visit").join("a", Listener())
    with pytest.raises(MediaError, match=r"sdp\.candidate_rejected"):
        await peer.answer(answer(*told(candidate("127.0.0.1"))))
    await peer.answer(answer())
    await node.close()


@pytest.fixture
def canaries() -> Iterator[list[socket.socket]]:
    """Sockets that nobody has a reason to send to, one of each family."""
    made = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind((host, 0))
        made.append(sock)
    yield made
    for sock in made:
        sock.close()


def sang(canary: socket.socket) -> bool:
    """Whether anything has come."""
    try:
        canary.recv(1)
    except BlockingIOError:
        return False
    return True


async def test_nothing_is_ever_sent_to_a_candidate(node: MediaNode, canaries: list[socket.socket]) -> None:
    ways = [candidate(*canary.getsockname()[:2]) for canary in canaries]
    room = node.room("visit")
    a, b = [
        await Caller.call(await room.join(seat, Listener()), Stranger(node.port), told(*ways))
        for seat in ("a", "b")
    ]
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY))
    await b.hear()
    await asyncio.gather(a.hang_up(), b.hang_up())
    assert not any(map(sang, canaries))


def test_a_canary_sings_when_something_comes(canaries: list[socket.socket]) -> None:
    for canary in canaries:
        canary.sendto(b"\x00", canary.getsockname())
    assert all(map(sang, canaries))
