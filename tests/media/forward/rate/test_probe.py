from collections.abc import Iterator
from itertools import pairwise

import pytest

from media.forward.rate.probe import BEHIND, CLUSTER_S, MARGIN, MAX_PATIENCE_S, MAX_TICKS, TICK_S, Phase, Probe
from media.forward.rate.receipts import Receipt

MEDIA = 400_000
ESTIMATE = 1_000_000
WANTED = 1_100_000
RATE = round(MARGIN * WANTED)
TRIP_S = 0.1


def tick(probe: Probe, now: float, padding: int = 0, media: int = MEDIA, estimate: float = ESTIMATE) -> int:
    probe.note(round(media * TICK_S / 8) + padding, now)
    probe.judge(estimate, TRIP_S, now)
    probe.start(estimate, media, now)
    return probe.due(now)


def ready(wanted: int = WANTED) -> Probe:
    """A probe that knows the media and wants something from 2 s on."""
    probe = Probe()
    for step in range(40):
        assert tick(probe, step * TICK_S) == 0
    probe.wanted_bps = wanted
    return probe


def cluster(probe: Probe, start: float = 2.0, **how: int) -> list[int]:
    """The padding of each tick until the cluster is over."""
    padding = [tick(probe, start, **how)]
    for step in range(1, 12):
        padding.append(tick(probe, start + step * TICK_S, padding[-1], **how))
    return padding


def attempts(probe: Probe, start: float, stop: float) -> Iterator[float]:
    """When clusters begin that show nothing."""
    padding = 0
    for step in range(round((stop - start) / TICK_S)):
        now, before = start + step * TICK_S, probe.phase
        padding = tick(probe, now, padding)
        if before is not Phase.SENDING and probe.phase is Phase.SENDING:
            yield now - start


def receipts(rate: int, link: int, start: float = 2.0, jitter_s: float = 0.0) -> Iterator[Receipt]:
    """Packets at `rate` for a second through a link of `link` bps."""
    free = 0.0
    for step in range(rate // 8000):
        sent = start + step * 8000 / rate
        free = max(free, sent) + 8000 / link
        yield sent, 500 + free + (jitter_s if step % 2 else 0), 1000


def test_without_a_wish_nothing_is_padded() -> None:
    assert sum(cluster(ready(wanted=0))) == 0


def test_what_is_known_to_fit_is_not_asked_for() -> None:
    assert sum(cluster(ready(wanted=ESTIMATE))) == 0


def test_a_cluster_fills_up_what_media_leaves_of_the_wanted_rate() -> None:
    padding = cluster(ready())
    assert sum(padding) == pytest.approx((RATE - MEDIA) * CLUSTER_S / 8, rel=0.01)
    assert max(padding) < 1.1 * min(one for one in padding if one)
    assert padding[8:] == [0] * 4


def test_a_cluster_is_never_much_faster_than_what_fits() -> None:
    padding = cluster(ready(wanted=9_000_000))
    assert sum(padding) == pytest.approx((1.25 * ESTIMATE - MEDIA) * CLUSTER_S / 8, rel=0.01)


def test_media_that_fills_the_rate_by_itself_needs_no_padding() -> None:
    assert sum(cluster(ready(), media=1_300_000)[1:]) == 0


def test_a_late_tick_is_not_made_up_for_all_at_once() -> None:
    probe = ready()
    tick(probe, 2.0)
    assert tick(probe, 2.35) <= RATE * MAX_TICKS * TICK_S / 8


def test_a_failure_is_followed_by_ever_longer_rests() -> None:
    begun = list(attempts(ready(), 2.0, 150.0))
    rests = [after - before for before, after in pairwise(begun)]
    took = CLUSTER_S + 1.0 + TRIP_S
    for rest, expected in zip(rests, (2, 4, 8, 16, MAX_PATIENCE_S, MAX_PATIENCE_S), strict=False):
        assert rest == pytest.approx(expected + took, abs=0.2)


def test_a_success_is_followed_at_once_and_ends_the_patience() -> None:
    probe = ready(wanted=3_000_000)
    begun = list(attempts(probe, 2.0, 20.0))
    assert len(begun) >= 3
    probe.judge(ESTIMATE, TRIP_S, 100.0)
    tick(probe, 100.0)
    assert probe.phase is Phase.SENDING
    tick(probe, 100.05, estimate=2_000_000)
    assert probe.phase is Phase.SENDING  # the next one, towards what is still wanted
    probe.fail(100.2)
    assert next(attempts(probe, 100.2, 104.0)) == pytest.approx(2.0, abs=0.1)


def test_a_link_with_room_proves_the_rate() -> None:
    probe = ready()
    cluster(probe)
    assert probe.proven(receipts(RATE, 10 * RATE), 0.0) == pytest.approx(RATE, rel=0.02)


@pytest.mark.parametrize("link", [300_000, 700_000, 1_000_000])
def test_a_link_that_is_filled_proves_a_little_less_than_itself(link: int) -> None:
    probe = ready()
    cluster(probe)
    assert probe.proven(receipts(RATE, link), 0.0) == pytest.approx(BEHIND * link, rel=0.02)


def test_jitter_that_is_known_does_not_spoil_a_proof() -> None:
    probe = ready()
    cluster(probe)
    assert probe.proven(receipts(RATE, 10 * RATE, jitter_s=0.1), 0.1) == pytest.approx(RATE, rel=0.02)


def test_nothing_is_proven_before_the_last_packet_of_a_cluster_is_told_about() -> None:
    probe = ready()
    cluster(probe)
    early = [receipt for receipt in receipts(RATE, 9_000_000) if receipt[0] < 2.0 + CLUSTER_S]
    assert probe.proven(early, 0.0) == 0
    late = [receipt for receipt in receipts(RATE, 9_000_000) if receipt[0] >= 2.0 + CLUSTER_S]
    assert probe.proven(late, 0.0) > 0


def test_what_fitted_before_is_kept_while_the_cluster_may_be_the_cause() -> None:
    probe = ready()
    assert probe.kept(TRIP_S, 1.9) == 0
    cluster(probe)
    assert MEDIA <= probe.kept(TRIP_S, 2.6) <= 1.2 * MEDIA
    assert probe.kept(TRIP_S, 4.0) == 0


def test_a_standing_queue_ends_a_cluster_and_jitter_does_not() -> None:
    probe = ready()
    assert not probe.is_felt(0.5, 0.0)
    tick(probe, 2.0)
    assert probe.is_felt(0.1, 0.0)
    assert not probe.is_felt(0.1, 0.05)
