from media.transport.load import RELIEVED, SMOOTHING_S, STRAINED, Load


class Thread:
    """Uses a share of the time that passes, looked at a hundred times a second."""

    def __init__(self) -> None:
        self.now = self.used = 0.0
        self.load = Load(self.now, lambda: self.used)

    def works(self, share: float, seconds: float) -> Load:
        for _ in range(round(seconds * 100)):
            self.now += 0.01
            self.used += 0.01 * share
            self.load.measure(self.now)
        return self.load


def test_a_thread_that_has_done_nothing_is_idle() -> None:
    load = Thread().works(0, 10)
    assert load.share == 0
    assert not load.strained


def test_the_share_of_a_core_is_found_in_a_while() -> None:
    assert abs(Thread().works(0.6, 5 * SMOOTHING_S).share - 0.6) < 0.01


def test_a_short_burst_is_no_load() -> None:
    thread = Thread()
    thread.works(0.3, 10)
    assert thread.works(1, 0.5).share < 0.5


def test_strain_lasts_until_there_is_time_again() -> None:
    thread = Thread()
    assert thread.works(STRAINED + 0.05, 30).strained
    assert thread.works((STRAINED + RELIEVED) / 2, 30).strained
    assert not thread.works(RELIEVED - 0.05, 30).strained
    assert not thread.works((STRAINED + RELIEVED) / 2, 30).strained
