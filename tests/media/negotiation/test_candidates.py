"""Where an answer says that its sender can be reached: never used, and refused where it can only be a trap."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from media import MediaConfig, MediaError, MediaNode
from media.negotiation import lines_of, parse_answer
from media.transport.addresses import host_addresses
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


GROUP = "239.255.0.7"
UNREACHABLE = ["169.254.169.254", "fd00:ec2::254", "fe80::1", "10.255.255.254", "100.64.0.1", "ff02::1", "8.8.8.8"]


class Canary:
    """A socket that nobody has a reason to send to, and the address at which it would hear them."""

    def __init__(self, host: str, *, group: str | None = None) -> None:
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((host, 0))
        self.address = (group or host, self.socket.getsockname()[1])
        if group is not None:
            for interface in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 -- the one that packets to it take by themselves
                membership = socket.inet_aton(group) + socket.inet_aton(interface)
                self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)

    def sang(self) -> bool:
        """Whether anything has come."""
        try:
            self.socket.recv(1)
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def canaries() -> Iterator[list[Canary]]:
    """On the loopback in both families and elsewhere on it, on this machine's own address, in a group."""
    private = [address for address in host_addresses("0.0.0.0") if address != "127.0.0.1"]  # noqa: S104 -- as above
    made = [Canary(host) for host in ("127.0.0.1", "127.9.9.9", "::1", *private[:1])]
    made.append(Canary("", group=GROUP))
    yield made
    for canary in made:
        canary.socket.close()


class Counting(Stranger):
    """Knows how many datagrams it has sent."""

    sent = 0

    def send(self, data: bytes) -> None:
        self.sent += 1
        super().send(data)


async def test_nothing_is_ever_sent_to_a_candidate(node: MediaNode, canaries: list[Canary]) -> None:
    ways = [candidate(*canary.address) for canary in canaries] + [candidate(address) for address in UNREACHABLE]
    ways += [candidate("127.0.0.1", node.port), candidate("127.0.0.1", node.port, "tcp")]
    room, plugs = node.room("visit"), [Counting(node.port), Counting(node.port)]
    a, b = [
        await Caller.call(await room.join(seat, Listener()), plug, told(*ways))
        for seat, plug in zip("ab", plugs, strict=True)
    ]
    await a.send(rtp(1, ssrc=2, payload=VP8_KEY))
    await b.hear()
    await a.ask()
    heard = node.stats()["packets_in"]
    assert heard == sum(plug.sent for plug in plugs), "it has sent something to itself"
    assert set(node._mux.by_address) == {plug.address for plug in plugs}
    await asyncio.gather(a.hang_up(), b.hang_up())
    assert not any(canary.sang() for canary in canaries)


def test_a_canary_sings_when_something_comes_from_where_a_node_is(canaries: list[Canary]) -> None:
    for canary in canaries:
        with socket.socket(canary.socket.family, socket.SOCK_DGRAM) as node:
            node.bind(("::1" if canary.socket.family == socket.AF_INET6 else "127.0.0.1", 0))
            node.sendto(b"\x00", canary.address)
    assert all(canary.sang() for canary in canaries)
