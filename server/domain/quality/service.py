"""The verbs of quality. Whose visit it is, a visit's own verbs know: they authorise what they call here.

The one exception is `keep`, which nobody asks for: the system takes samples by itself, and one ledger entry per
visit says what they came to (`conclude`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from server.db.transaction import ReadTx, WriteTx
from server.domain.quality import store
from server.domain.quality.check import DeviceCheck, judge
from server.domain.quality.model import MOST_SAMPLES, Readiness, Sample, SeatQuality, by_seat, facts
from server.kernel.actor import Actor
from server.kernel.ids import PracticeId, VisitId


class QualityService:
    def __init__(self, most_samples: int = MOST_SAMPLES) -> None:
        """`most_samples` are kept of one visit."""
        self._most_samples = most_samples

    async def keep(self, tx: WriteTx, samples: Sequence[Sample]) -> None:
        """Store samples of any number of visits; of a visit that has as many as there is room for, no more."""
        before = await store.counts(tx, {sample.visit for sample in samples})
        kept, taken = [], Counter(before)
        for sample in samples:
            if taken[sample.visit] < self._most_samples:
                taken[sample.visit] += 1
                kept.append(sample)
        await store.add(tx, kept)

    async def conclude(self, tx: WriteTx, actor: Actor, visit: VisitId) -> None:
        """Put into the ledger what a visit's samples came to; a visit without any leaves no entry."""
        found = await self.of_visit(tx, actor.practice, visit)
        if found:
            seats = [facts(quality) for quality in found]
            tx.audit(actor, "visit.quality", "visit", visit, visit=visit, seats=seats)

    async def of_visit(self, tx: ReadTx, practice: PracticeId, visit: VisitId) -> list[SeatQuality]:
        """Every seat that was sampled; an empty list when none was."""
        return by_seat(await store.of_visit(tx, practice, visit))

    async def check(
        self, tx: WriteTx, actor: Actor, now: datetime, visit: VisitId, found: DeviceCheck
    ) -> Readiness:
        """Judge a device check and keep what it came to, in place of the one before; its visit is held."""
        readiness = Readiness(*judge(found), now)
        await store.put_check(tx, actor.practice, visit, readiness)
        cause = None if readiness.cause is None else readiness.cause.value
        tx.audit(actor, "visit.check", "visit", visit, visit=visit, grade=readiness.grade.value, cause=cause)
        return readiness

    async def readiness(
        self, tx: ReadTx, practice: PracticeId, visits: Iterable[VisitId]
    ) -> dict[VisitId, Readiness]:
        """The latest check of each visit that has one."""
        return await store.checks_of(tx, practice, visits)
