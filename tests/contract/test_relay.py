"""The `Relay` port: what a page is given to get around a network that lets nothing else through.

Passes are as coturn's `use-auth-secret` checks them (draft-uberti-behave-turn-rest-00 section 2.2).
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from server.adapters.turn_relay import LIFETIME, TurnRelay
from signaling import IceServer
from signaling.ports import NoRelay, Relay
from tests.support.clock import MONDAY, FakeClock

URLS = ("turn:turn.clinic.example:3478", "turns:turn.clinic.example:443?transport=tcp")
SECRET = "shared with the relay"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def relay(clock: FakeClock) -> Relay:
    return TurnRelay(URLS, SECRET, clock)


def _pass(relay: Relay) -> IceServer:
    (server,) = relay.ice_servers()
    return server


def _ends(server: IceServer) -> datetime:
    """When the relay stops accepting the pass: what stands before the colon, in Unix time."""
    return datetime.fromtimestamp(int(server.username.partition(":")[0]), UTC)


def _accepted(server: IceServer, now: datetime, secret: str = SECRET) -> bool:
    """As a relay judges it, which knows the secret and nothing else."""
    signed = hmac.new(secret.encode(), server.username.encode(), hashlib.sha1).digest()
    return _ends(server) > now and base64.b64decode(server.credential, validate=True) == signed


def test_without_a_relay_there_is_no_server_to_name() -> None:
    assert NoRelay().ice_servers() == ()


def test_a_pass_names_every_way_to_the_relay(relay: Relay) -> None:
    assert _pass(relay).urls == URLS


def test_a_pass_opens_the_relay_for_ten_minutes_and_no_longer(relay: Relay, clock: FakeClock) -> None:
    given = _pass(relay)
    assert _accepted(given, clock.now())
    assert _accepted(given, clock.advance(LIFETIME - timedelta(seconds=1)))
    assert not _accepted(given, clock.advance(timedelta(seconds=1)))
    assert timedelta(minutes=10) >= LIFETIME


def test_a_pass_counts_from_when_it_is_asked_for(relay: Relay, clock: FakeClock) -> None:
    clock.advance(timedelta(hours=3))
    assert _ends(_pass(relay)) == MONDAY + timedelta(hours=3) + LIFETIME


def test_a_longer_life_than_was_given_is_refused(relay: Relay, clock: FakeClock) -> None:
    given = _pass(relay)
    later = int((clock.now() + timedelta(days=30)).timestamp())
    forged = given.model_copy(update={"username": f"{later}:{given.username.partition(':')[2]}"})
    assert not _accepted(forged, clock.now())


def test_a_relay_with_another_secret_lets_nobody_in(relay: Relay, clock: FakeClock) -> None:
    assert not _accepted(_pass(relay), clock.now(), "another secret")


def test_no_two_passes_are_the_same(relay: Relay) -> None:
    assert len({_pass(relay).username for _ in range(100)}) == 100


def test_a_pass_names_nobody_and_shows_no_secret(relay: Relay) -> None:
    given = _pass(relay)
    assert given.username.partition(":")[2].replace("-", "").replace("_", "").isalnum()
    assert SECRET not in given.model_dump_json()
