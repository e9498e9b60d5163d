"""Estimator and chooser as a closed loop on bad links; each claim is also made about a planted bug, and fails."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest

from media.forward.rate.bandwidth import Bandwidth
from media.forward.rate.delivery import Delivery
from media.forward.rate.trend import Trend
from media.forward.state import LegState
from tests.media.forward.link import Weather
from tests.media.forward.rate.call import Call, Record

SEEDS = (1, 2, 3)
FAST, NARROW, TINY = 5_000_000, 300_000, 100_000
FALL, RISE = 10.0, 40.0
HIGH = 2

UNTIL = 60.0

WEATHERS = {
    "clear": Weather([(0, FAST)]),
    "falling": Weather([(0, FAST), (FALL, NARROW), (RISE, FAST)]),
    "thin": Weather([(0, TINY)], queue_bytes=30_000),
    "lossy": Weather([(0, FAST)], loss=0.3),
    "far": Weather([(0, FAST)], delay_s=0.25),
    "far and narrow": Weather([(0, 700_000)], delay_s=0.25),
    "very far": Weather([(0, FAST)], delay_s=0.75),
    "very far and narrow": Weather([(0, 700_000)], delay_s=0.75),
    "jittery": Weather([(0, FAST)], jitter_s=0.2),
    "shuffling": Weather([(0, FAST)], jitter_s=0.2, reorders=True),
    "scanning": Weather([(0, FAST)], silences=[(at, at + 0.3) for at in range(8, 60, 6)], queue_bytes=150_000),
}


class Stubborn(Bandwidth):
    """Hears nothing."""

    def feedback(self, delivery: Delivery, now: float) -> None:
        pass


class Incurious(Bandwidth):
    """Never asks whether there is more."""

    def probe(self, now: float) -> int:
        super().probe(now)
        return 0


class Desperate(Bandwidth):
    """Takes any loss for a narrow link."""

    def _settle(self) -> None:
        super()._settle()
        self.bps = round(self.bps * (1 - self.loss) ** 12)


class Moody(Bandwidth):
    """Believes in nothing for one second of every four."""

    def probe(self, now: float) -> int:
        due = super().probe(now)
        self.bps = 50_000 if now % 4 < 1 else self.bps
        return due


class Deaf(Bandwidth):
    """Hears of a queue, and goes on as before."""

    def _drain(self, now: float) -> None:
        self._aimd.bps = 2_500_000


class Hasty(Trend):
    """Takes whatever comes late for a queue that stays."""

    def _stands(self) -> bool:
        return True


class Jumpy(Bandwidth):
    def __init__(self, leg: LegState) -> None:
        super().__init__(leg)
        self._trend = Hasty()


def call(weather: str, seed: int, how: type[Bandwidth]) -> Record:
    return Call(WEATHERS[weather], seed, bandwidth=how).run(RISE + UNTIL + 5 if weather == "falling" else UNTIL)


@cache
def record(weather: str, seed: int) -> Record:
    return call(weather, seed, Bandwidth)


def first_high(record: Record, start: float) -> float:
    """Seconds until all pictures are high, to stay."""
    low = [sample.at for sample in record.samples if set(sample.targets) != {HIGH}]
    return max([start, *low]) - start


def is_high_soon(record: Record) -> None:
    assert first_high(record, 0) < 5


def sends_less_than_the_link_takes(record: Record) -> None:
    """In each second from the second one on."""
    for start in range(round(FALL) + 2, round(RISE) - 1):
        assert record.sent_bps(start, start + 1) < NARROW


def loses_no_sound(record: Record) -> None:
    assert record.sound_lost(FALL + 2, RISE) < 0.02


def has_its_queue_back(record: Record) -> None:
    """60 kB alone take 1.6 s to leave; later only a probe makes one, a short one."""
    queues = sorted(sample.queue_s for sample in record.between(FALL + 2.5, RISE))
    assert queues[int(len(queues) * 0.99)] < 0.2
    assert queues[-1] < 0.3


def shows_what_fits(record: Record) -> None:
    assert all(sample.targets[0] in {None, 0} for sample in record.between(FALL + 2, RISE))


def is_high_again(record: Record) -> None:
    assert first_high(record, RISE) < 60


def pauses_for_clean_sound(record: Record) -> None:
    assert all(sample.targets == (None,) for sample in record.between(5, UNTIL))
    assert record.sound_lost(5, UNTIL) < 0.02
    assert sorted(sample.queue_s for sample in record.between(5, UNTIL))[1089] < 0.2


def goes_on(record: Record) -> None:
    """Sound is sent all the time, and more than sound may be."""
    assert record.sound_lost(0, UNTIL) < 0.35
    assert all(sample.estimate >= 100_000 for sample in record.samples)


def does_not_flap(record: Record) -> None:
    """Once it has found its way, nothing changes twice within five seconds."""
    assert len(record.changes(0, 10)) <= 3
    assert all(after - before >= 5 for before, after in pairwise(record.changes(10, UNTIL)))


def never_pauses(record: Record) -> None:
    assert all(target is not None for sample in record.samples for target in sample.targets)


Claim = Callable[[Record], None]

CLAIMS: list[tuple[str, Claim]] = [
    ("clear", is_high_soon),
    ("falling", sends_less_than_the_link_takes),
    ("falling", loses_no_sound),
    ("falling", has_its_queue_back),
    ("falling", shows_what_fits),
    ("falling", is_high_again),
    ("thin", pauses_for_clean_sound),
    ("lossy", goes_on),
    ("far", does_not_flap),
    ("far and narrow", does_not_flap),
    ("very far", does_not_flap),
    ("very far and narrow", does_not_flap),
    ("jittery", does_not_flap),
    ("jittery", never_pauses),
    ("shuffling", does_not_flap),
    ("shuffling", never_pauses),
    ("scanning", does_not_flap),
    ("scanning", never_pauses),
]

PLANTED: list[tuple[str, Claim, type[Bandwidth]]] = [
    ("clear", is_high_soon, Incurious),
    ("falling", sends_less_than_the_link_takes, Stubborn),
    ("falling", sends_less_than_the_link_takes, Deaf),
    ("falling", loses_no_sound, Stubborn),
    ("falling", has_its_queue_back, Stubborn),
    ("falling", has_its_queue_back, Deaf),
    ("falling", shows_what_fits, Stubborn),
    ("falling", shows_what_fits, Deaf),
    ("falling", is_high_again, Incurious),
    ("thin", pauses_for_clean_sound, Stubborn),
    ("lossy", goes_on, Desperate),
    ("very far", does_not_flap, Moody),
    ("jittery", does_not_flap, Moody),
    ("scanning", does_not_flap, Jumpy),
    ("jittery", never_pauses, Moody),
]


def named(value: object) -> str | None:
    return value if isinstance(value, str) else getattr(value, "__name__", None)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("weather", "claim"), CLAIMS, ids=named)
def test_a_call_on_a_bad_link(weather: str, claim: Claim, seed: int) -> None:
    claim(record(weather, seed))


@pytest.mark.parametrize(("weather", "claim", "bug"), PLANTED, ids=named)
def test_the_claim_fails_about_a_planted_bug(weather: str, claim: Claim, bug: type[Bandwidth]) -> None:
    with pytest.raises(AssertionError):
        claim(call(weather, 1, bug))


def test_several_pictures_share_a_link_without_losing_sound() -> None:
    record = Call(Weather([(0, 1_000_000)]), pictures=2).run(UNTIL)
    assert record.sound_lost(5, UNTIL) < 0.02
    assert all(None not in sample.targets for sample in record.between(5, UNTIL))


def test_the_same_seed_makes_the_same_call() -> None:
    first, second = (Call(WEATHERS["shuffling"], 7).run(10) for _ in range(2))
    assert first.samples == second.samples
