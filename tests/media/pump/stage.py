"""A room without a network: the pumps of several people on one mux, and time that moves when the test says so."""

from collections.abc import Sequence

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.forward.feedback import Message
from media.negotiation import CLOCK_RATES, AnsweredLine, Line, lines_of
from media.pump import TICK_S, Publication, Pump
from media.pump.source import Source
from media.transport.connection import ConnectionEvents
from media.transport.mux import Mux
from media.transport.native import load
from tests.media.transport.wires import Cable, Wire, bound_socket

SOUND, CAMERA, CAMERA_RTX, SCREEN, SCREEN_RTX = 1, 2, 20, 3, 30
"""What people here send under."""
ACCEPTED: dict[int, int | None] = {96: 97}
START = 1000.0


def sound(*, resends: bool = False) -> AnsweredLine:
    return _line(0, {111: None}, SOUND, None, (), resends=resends)


def camera(*layers: str, ssrc: int = CAMERA, accepted: dict[int, int | None] | None = None) -> AnsweredLine:
    """In these layers, lowest first, or as one stream."""
    rtx = 10 * ssrc
    accepted = ACCEPTED if accepted is None else accepted
    return _line(1, accepted, None if layers else ssrc, None if layers else rtx, layers, resends=True)


def screen() -> AnsweredLine:
    return _line(2, ACCEPTED, SCREEN, SCREEN_RTX, (), resends=True)


def _line(
    place: int,
    accepted: dict[int, int | None],
    ssrc: int | None,
    rtx: int | None,
    layers: tuple[str, ...],
    *,
    resends: bool,
) -> AnsweredLine:
    line: Line = lines_of(1)[place]
    return AnsweredLine(line, True, accepted, ssrc, rtx, layers, resends)


class Person:
    """One peer's pump, over a connection whose other end the test holds."""

    def __init__(self, stage: "Stage", number: int) -> None:
        self.stage = stage
        events = ConnectionEvents(
            reached=lambda _: None,
            secured=lambda _: None,
            rtp=lambda size, ssrc, now: self.pump.intake.on_rtp(size, ssrc, now),  # noqa: PLW0108 (made below)
            rtcp=lambda data, now: self.pump.on_rtcp(data, now),  # noqa: PLW0108 (made below)
            moved=lambda: None,
            lost=lambda _: None,
        )
        announced = frozenset({SOUND, CAMERA, CAMERA_RTX, SCREEN, SCREEN_RTX})
        self.wire = (
            Wire(stage.mux, events, announced, number, learning=True)
            if stage.socket is None
            else Cable(stage.mux, events, announced, stage.socket, learning=True)
        )
        mux, connection = stage.mux, self.wire.connection
        self.pump = Pump(mux.buffer.view, connection, mux.storage, rtcp_ssrc=0xF000 + number, now=stage.now)
        self.packets: list[bytes] = []
        self.messages: list[Message] = []
        self._opened = 0

    def publishes(self, *lines: AnsweredLine) -> Publication:
        """The last one's publication."""
        self.pump.intake.publish(lines)
        return self.published(lines[-1].line.role)

    def published(self, role: str) -> Publication:
        publication = self.pump.intake.published(role)
        assert publication is not None
        return publication

    def source(self, role: str = "camera", layer: int = 0) -> Source:
        return self.published(role).sources[layer]

    def sends(self, packet: bytes, now: float | None = None) -> None:
        """A packet of theirs is there, in clear."""
        view = self.stage.mux.buffer.view
        view[: len(packet)] = packet
        ssrc = int.from_bytes(packet[8:12], "big")
        self.pump.intake.on_rtp(len(packet), ssrc, self.stage.now if now is None else now)

    def says(self, *messages: bytes) -> None:
        """Feedback of theirs is there."""
        self.pump.on_rtcp(b"".join(messages), self.stage.now)

    def opens(self, publication: Publication, accepted: dict[int, int | None] | None = None) -> DownTrack:
        """A stream to them on which something like this may be sent."""
        self._opened += 1
        ssrc = 0x1000 * self._opened
        if accepted is None:
            accepted = {111: None} if publication.kind == "audio" else dict(ACCEPTED)
        state = self.stage.mux.storage.down(ssrc, 65_530, (1 << 32) - 5000)
        down = DownTrack(publication.kind, state, ssrc + 1, accepted, CLOCK_RATES[publication.kind])
        self.pump.outlet.open(down)
        return down

    def watches(self, publication: Publication, accepted: dict[int, int | None] | None = None) -> DownTrack:
        down = self.opens(publication, accepted)
        self.pump.outlet.subscribe(down, publication, self.stage.now)
        return down

    def listen(self) -> None:
        """Take what has reached them."""
        packets, told = self.wire.heard()
        self.packets += packets
        for one in told:
            self.messages += feedback.parse(one)

    def heard(self, ssrc: int | None = None) -> list[bytes]:
        """The packets that reached them since the last time, of one stream or of all."""
        self.listen()
        packets, self.packets = self.packets, []
        wanted = None if ssrc is None else ssrc.to_bytes(4, "big")
        return [one for one in packets if wanted in (None, one[8:12])]

    def told(self) -> list[Message]:
        """The feedback that reached them since the last time."""
        self.listen()
        messages, self.messages = self.messages, []
        return messages


class Stage:
    """Needs a running loop; `now` stands still unless it is told. `native`: with sockets, and to be closed."""

    def __init__(self, *, native: bool = False) -> None:
        self.mux = Mux(liveness_s=30.0, handshake_s=20.0, lane=load() if native else None)
        self.socket = bound_socket() if native else None
        self.now = START
        self.people: list[Person] = []

    def close(self) -> None:
        for person in self.people:
            person.pump.close()
            person.wire.connection.close()
            if isinstance(person.wire, Cable):
                person.wire.close()
        if self.socket is not None:
            self.socket.close()

    def person(self) -> Person:
        person = Person(self, 4000 + len(self.people))
        self.people.append(person)
        return person

    def pass_time(self, seconds: float, people: Sequence[Person] | None = None) -> None:
        """Everybody's ticks, as the node's timer does."""
        for _ in range(round(seconds / TICK_S)):
            self.now += TICK_S
            for person in self.people if people is None else people:
                person.wire.connection.refill(TICK_S)
                person.pump.tick(self.now)
