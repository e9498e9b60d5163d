import pytest

from media.forward.storage import PlainStorage
from media.pump.source import Source
from tests.media.forward.packets import VP8_DELTA, rtp, writable
from tests.media.pump.stage import Stage, camera, screen, sound


def source(layer: str | None = "h") -> Source:
    return Source("video", 1, layer, PlainStorage())


def receive(one: Source, sequence: int, now: float, size: int = 1000) -> None:
    packet = rtp(sequence, 3000 * sequence, payload=VP8_DELTA + bytes(size - 12 - len(VP8_DELTA)))
    one.receive(writable(packet), len(packet), now)


def test_the_rate_of_a_stream_is_measured() -> None:
    one = source()
    for step in range(200):
        receive(one, step, step * 0.02)
        if step % 10 == 0:
            one.measure(step * 0.02)
    assert one.bps == pytest.approx(1000 * 8 * 50, rel=0.05)


def test_a_rate_is_not_known_from_one_look() -> None:
    one = source()
    receive(one, 1, 1.0)
    one.measure(1.0)
    assert one.bps == 0


def test_a_layer_that_fell_silent_is_not_sent_and_a_still_screen_is() -> None:
    layer, still = source("h"), source(None)
    for one in (layer, still):
        assert not one.sends(10.0)
        receive(one, 1, 10.0)
    assert (layer.sends(10.1), still.sends(10.1)) == (True, True)
    assert (layer.sends(12.0), still.sends(12.0)) == (False, True)


def test_a_layer_is_described_by_what_is_measured_of_it() -> None:
    one = source("m")
    receive(one, 1, 10.0)
    one.bps = 300_000
    told = one.describe(10.1)
    assert (told.bps, told.alive, told.height) == (300_000, True, 360)


def test_a_silent_layer_is_described_by_what_it_would_take() -> None:
    one = source("m")
    receive(one, 1, 10.0)
    one.bps = 300_000
    told = one.describe(12.0)
    assert (told.bps, told.alive) == (500_000, False)


def test_a_still_screen_takes_next_to_nothing() -> None:
    one = source(None)
    receive(one, 1, 10.0)
    assert one.describe(20.0).bps == 1


def test_a_layer_that_is_wanted_and_does_not_come_is_missed_after_a_while() -> None:
    one = source("h")
    receive(one, 1, 1.0)
    one.want(True, 10.0)
    one.want(True, 12.0)
    assert (one.missed(12.9), one.missed(13.1)) == (False, True)
    one.want(False, 13.2)
    assert not one.missed(20.0)


async def test_an_answer_becomes_a_stream_or_one_for_each_layer() -> None:
    person = Stage().person()
    person.publishes(sound(resends=True), camera("l", "m", "h"), screen())
    assert [
        (one.role, one.kind, one.layered, [(each.layer, each.asks) for each in one.sources])
        for one in person.pump.intake.publications
    ] == [
        ("audio", "audio", False, [(None, True)]),
        ("camera", "video", True, [("l", True), ("m", True), ("h", True)]),
        ("screen", "video", False, [(None, True)]),
    ]


async def test_the_best_layer_is_the_highest_that_comes_else_the_lowest() -> None:
    publication = Stage().person().publishes(camera("l", "m", "h"))
    low, middle, high = publication.sources
    assert publication.best_alive(10.0) is low
    for one, now in ((high, 9.0), (middle, 9.8), (low, 9.9)):
        receive(one, 1, now)
    assert publication.best_alive(10.0) is middle
    assert publication.best_alive(20.0) is low


async def test_a_retransmissions_type_leads_back_to_the_originals() -> None:
    publication = Stage().person().publishes(camera(accepted={96: 97, 102: None}))
    assert publication.rtx_types == {97: 96}
