"""The `Announcer` port: who hears a committed event, in one process and through a real Redis."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from server.adapters.socket_announcer import CHANNEL, Doors, RedisSocketManager, SocketAnnouncer
from server.kernel.events import Announcement, Audience, Event, SeatGrant, SessionEnded
from server.kernel.ids import PracticeId, SeatId, SessionId, VisitId, new_id
from tests.signaling.door import CALM, Door, open_door
from tests.signaling.guest import Guest, Heard, guest

Told = Callable[[str], Awaitable[None]]

DESK = frozenset({Audience.DESK})
VISIT = frozenset({Audience.VISIT})
BOTH = DESK | VISIT


@dataclass(frozen=True)
class Heeded:
    """What each of the announcer's doors was told, in order."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def doors(self) -> Doors:
        return Doors(
            closed=self._remember("closed"),
            held=self._remember("held"),
            admitted=self._remember("admitted"),
            session_ended=self._remember("session_ended"),
        )

    def _remember(self, door: str) -> Told:
        async def remember(whom: str) -> None:
            self.told.append((door, whom))

        return remember


@dataclass(frozen=True)
class House:
    """A practice with a visit of two seats, everybody connected, and the announcer that speaks to them."""

    door: Door
    announcer: SocketAnnouncer
    heeded: Heeded
    practice: PracticeId = field(default_factory=lambda: PracticeId(new_id()))
    visit: VisitId = field(default_factory=lambda: VisitId(new_id()))
    patient: SeatId = field(default_factory=lambda: SeatId(new_id()))

    def event(self, name: str, audience: frozenset[Audience]) -> Event:
        return Event(name, self.practice, self.visit, 7, audience)

    def grant(self) -> SeatGrant:
        """The patient's right to the call."""
        return SeatGrant("visit:admitted", self.practice, self.visit, 7, BOTH, self.patient, "the-ticket")

    def hint(self) -> Heard:
        return {"visit": str(self.visit), "rev": 7}

    @asynccontextmanager
    async def seat(self, name: str) -> AsyncIterator[Guest]:
        seat = str(self.patient) if name == "patient" else name
        async with guest(self.door.url, "/visit", self.door.seat_ticket(seat, str(self.visit))) as seated:
            yield seated

    @asynccontextmanager
    async def desk(self, practice: PracticeId | None = None) -> AsyncIterator[Guest]:
        ticket = self.door.desk_ticket(practice=str(practice or self.practice))
        async with guest(self.door.url, "/desk", ticket) as watching:
            yield watching


@pytest.fixture(params=["in process", "redis"])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    heeded = Heeded()
    async with AsyncExitStack() as stack:
        if request.param == "in process":
            door = await stack.enter_async_context(open_door(CALM))
            yield House(door, SocketAnnouncer(door.gateway.server.manager, heeded.doors()), heeded)
            return
        url = request.getfixturevalue("redis_url")
        receiving, sending = RedisSocketManager(url), RedisSocketManager(url, write_only=True)
        stack.push_async_callback(receiving.close)
        stack.push_async_callback(sending.close)
        door = await stack.enter_async_context(open_door(CALM, client_manager=receiving))
        await _subscribed(door, url)
        yield House(door, SocketAnnouncer(sending, heeded.doors()), heeded)


async def _subscribed(door: Door, url: str) -> None:
    """A gateway subscribes at its first socket; Redis sends no event for that, so it is asked."""
    async with Redis.from_url(url) as client, guest(door.url, "/desk", door.desk_ticket()):
        while (await client.pubsub_numsub(CHANNEL))[0][1] == 0:  # noqa: ASYNC110 -- see above
            await asyncio.sleep(0.01)


def _heard(one: Guest, event: str) -> list[Heard]:
    return [data for name, data in one.heard if name == event]


async def test_a_desk_hears_what_is_for_the_desk_and_no_seat_does(house: House) -> None:
    async with house.desk() as desk, house.seat("patient") as patient:
        await house.announcer.announce(house.event("visit:booked", DESK))
        await house.announcer.announce(house.event("visit:arrived", BOTH))
        assert await desk.hears("visit:booked") == house.hint()
        await patient.hears("visit:arrived")
        assert _heard(patient, "visit:booked") == []


async def test_every_seat_hears_what_is_for_the_visit(house: House) -> None:
    async with house.seat("patient") as patient, house.seat("clinician") as clinician:
        await house.announcer.announce(house.event("visit:arrived", VISIT))
        assert await patient.hears("visit:arrived") == house.hint()
        assert await clinician.hears("visit:arrived") == house.hint()


async def test_another_practices_desk_hears_nothing(house: House) -> None:
    async with house.desk() as own, house.desk(PracticeId(new_id())) as foreign:
        await house.announcer.announce(house.event("visit:booked", DESK))
        await own.hears("visit:booked")
        assert foreign.heard == []


async def test_another_visits_seat_hears_nothing(house: House) -> None:
    other = guest(house.door.url, "/visit", house.door.seat_ticket("someone", "another-visit"))
    async with house.seat("patient") as patient, other as stranger:
        await house.announcer.announce(house.event("visit:arrived", VISIT))
        await patient.hears("visit:arrived")
        assert _heard(stranger, "visit:arrived") == []


async def test_the_ticket_of_an_admission_reaches_its_seat_alone(house: House) -> None:
    async with house.seat("patient") as patient, house.seat("clinician") as clinician, house.desk() as desk:
        await house.announcer.announce(house.grant())
        assert await patient.hears("visit:admitted") == {**house.hint(), "ticket": "the-ticket"}
        assert await clinician.hears("visit:admitted") == house.hint()
        assert await desk.hears("visit:admitted") == house.hint()


@pytest.mark.parametrize("name", ["visit:ended", "visit:cancelled", "visit:no_show", "visit:given_up"])
async def test_a_visit_that_closes_is_told_to_whoever_holds_its_call(house: House, name: str) -> None:
    await house.announcer.announce(house.event(name, BOTH))
    assert house.heeded.told == [("closed", str(house.visit))]


async def test_a_visit_on_hold_keeps_its_connections_and_stops_its_call(house: House) -> None:
    await house.announcer.announce(house.event("visit:held", BOTH))
    assert house.heeded.told == [("held", str(house.visit))]


@pytest.mark.parametrize("name", ["visit:booked", "visit:arrived", "visit:admitted", "visit:note_signed"])
async def test_a_visit_that_goes_on_keeps_its_call(house: House, name: str) -> None:
    await house.announcer.announce(house.event(name, BOTH))
    assert house.heeded.told == []


async def test_a_seat_with_a_right_to_the_call_is_told_to_whoever_holds_it(house: House) -> None:
    await house.announcer.announce(house.grant())
    assert house.heeded.told == [("admitted", str(house.patient))]


async def test_the_right_to_a_call_is_known_before_anybody_can_ask_for_it() -> None:
    heard_before: list[bool] = []

    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(open_door(CALM))
        patient: Guest

        async def admitted(_seat: str) -> None:
            heard_before.append(bool(_heard(patient, "visit:admitted")))

        announcer = SocketAnnouncer(door.gateway.server.manager, Doors(admitted=admitted))
        house = House(door, announcer, Heeded())
        patient = await stack.enter_async_context(house.seat("patient"))
        await announcer.announce(house.grant())
        await patient.hears("visit:admitted")
    assert heard_before == [False]


async def test_an_ended_session_is_told_to_whoever_holds_its_sockets_and_to_nobody_else(house: House) -> None:
    ended = SessionId(new_id())
    async with house.seat("patient") as patient, house.desk() as desk:
        await house.announcer.announce(SessionEnded(ended))
        await house.announcer.announce(house.event("visit:arrived", BOTH))
        await desk.hears("visit:arrived")
        await patient.hears("visit:arrived")
        assert house.heeded.told == [("session_ended", str(ended))]
        assert [_heard(one, "session:ended") for one in (patient, desk)] == [[], []]


async def test_the_in_process_seat_hears_of_its_admission_once() -> None:
    async with open_door(CALM) as door:
        house = House(door, SocketAnnouncer(door.gateway.server.manager), Heeded())
        async with house.seat("patient") as patient:
            await house.announcer.announce(house.grant())
            await house.announcer.announce(house.event("visit:ended", BOTH))
            await patient.hears("visit:ended")
            assert len(_heard(patient, "visit:admitted")) == 1


@pytest.mark.parametrize("name", ["visit:ended", "visit:held", "visit:admitted", "session:ended"])
async def test_a_failure_to_announce_is_not_the_deeds_failure(name: str) -> None:
    async def fail(_whom: str) -> None:
        raise RuntimeError

    async with open_door(CALM) as door:
        announcer = SocketAnnouncer(door.gateway.server.manager, Doors(fail, fail, fail, fail))
        house = House(door, announcer, Heeded())
        said: dict[str, Announcement] = {
            "visit:admitted": house.grant(),
            "session:ended": SessionEnded(SessionId(new_id())),
        }
        await announcer.announce(said.get(name) or house.event(name, BOTH))


async def test_a_redis_that_is_away_loses_the_push_and_nothing_else() -> None:
    away = RedisSocketManager("redis://127.0.0.1:1", write_only=True)
    try:
        house_event = Event("visit:booked", PracticeId(new_id()), VisitId(new_id()), 1, DESK)
        await SocketAnnouncer(away).announce(house_event)
    finally:
        await away.close()
