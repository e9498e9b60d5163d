"""How many visits one contestant carries before it loses packets or lets them wait."""

from pathlib import Path

from bench.figures import Figure
from bench.media.cell import BUSY_LOAD, Load, Sample, sample
from bench.media.contestants import CONTESTANTS

_FIRST, _COARSE, _FINE, _MOST = 10, 10, 2, 200
_LOSS, _P99_US = 0.005, 50_000


async def last_good(name: str, load: Load, folder: Path) -> list[Figure]:
    """Raises the visits in coarse steps until one is too much, then in fine ones from the last that was not."""
    good, visits, step = 0, _FIRST, _COARSE
    while visits <= _MOST:
        taken = await _tried(name, visits, load, folder)
        if taken is not None and taken.generator_share > BUSY_LOAD:
            print(f"The load's own core is busy at {visits} visits: this machine cannot ask for more.")
            break
        if taken is not None:
            good, visits = visits, visits + step
        elif step == _COARSE and good:
            visits, step = good + _FINE, _FINE
        elif step == _COARSE and visits > 1:
            visits, step = 1, _FINE
        else:
            break
    print(f"{name} carries {good} visits of {load.video_per_second} video packets a second and person.")
    return [Figure(f"media.last_good_visits.{name}", good, "visits")]


async def _tried(name: str, visits: int, load: Load, folder: Path) -> Sample | None:
    """The sample when it was good."""
    try:
        taken = await sample(CONTESTANTS[name], visits, load, folder)
    except (ConnectionError, TimeoutError) as error:
        print(f"{visits:>4} visits  failed: {str(error) or 'took too long'}", flush=True)
        return None
    loss, p99 = taken.loss or 0.0, taken.p99_us or 0.0
    good = loss <= _LOSS and p99 <= _P99_US
    said = f"core {100 * taken.core_share:5.1f} %  loss {100 * loss:6.2f} %  p99 {p99 / 1000:8.1f} ms"
    print(f"{visits:>4} visits  {said}  {'good' if good else 'too much'}", flush=True)
    return taken if good else None
