from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from server.db import WriteTx
from server.domain.quality import Device, DeviceCheck, Path, Speaker
from server.domain.visits import BookVisit, Encryption, EncryptionState, Outcome, Visit
from server.kernel.actor import Actor, Role
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import new_id
from tests.server.domain.visits.house import House, signed_in
from tests.support.builders import ZONE, hire, open_clinic

Verb = Callable[[House, WriteTx, Actor, Visit], Awaitable[object]]


def _book(house: House, tx: WriteTx, actor: Actor, visit: Visit) -> Awaitable[object]:
    return house.visits.book(tx, actor, house.now, BookVisit(visit.clinician, visit.patient, house.begin, 30))


PRIVATE = Encryption(EncryptionState.END_TO_END)
FINE = DeviceCheck(Path.UDP, Device.OK, Device.OK, Speaker.OK)

VERBS: dict[str, Verb] = {
    "book": _book,
    "list": lambda h, tx, who, v: h.visits.day(tx, who, day=h.begin.date(), zone=ZONE),
    "get": lambda h, tx, who, v: h.visits.get(tx, who, v.id),
    "read_quality": lambda h, tx, who, v: h.visits.read_quality(tx, who, v.id),
    "invite": lambda h, tx, who, v: h.visits.invite(tx, who, h.now, v.id),
    "cancel": lambda h, tx, who, v: h.visits.cancel(tx, who, h.now, v.id, v.rev),
    "admit": lambda h, tx, who, v: h.visits.admit(tx, who, h.now, v.id, v.rev),
    "hold": lambda h, tx, who, v: h.visits.hold(tx, who, h.now, v.id, v.rev),
    "end": lambda h, tx, who, v: h.visits.end(tx, who, h.now, v.id, if_rev=v.rev, outcome=Outcome.COMPLETED),
    "no_show": lambda h, tx, who, v: h.visits.no_show(tx, who, h.now, v.id, v.rev),
    "ticket": lambda h, tx, who, v: h.visits.ticket(tx, who, h.now, v.id, call=False),
    "encryption": lambda h, tx, who, v: h.visits.encryption(tx, who, v.id, PRIVATE),
    "check": lambda h, tx, who, v: h.visits.check(tx, replace(who, visit=v.id), h.now, FINE),
    "arrive": lambda h, tx, who, v: h.visits.arrive(tx, replace(who, visit=v.id), h.now),
    "give_up": lambda h, tx, who, v: h.visits.give_up(tx, replace(who, visit=v.id), h.now),
    "consent": lambda h, tx, who, v: h.visits.consent(tx, replace(who, visit=v.id), h.now, "2026-01", "en"),
}

# "yes" is whatever the state of the visit answers; the other two are refusals of the person.
PEOPLE = ("scheduler", "clinician", "colleague", "compliance", "admin", "foreign", "patient")
MAY = {
    # verb:     scheduler    clinician    colleague    compliance   admin        foreign      patient
    "book": ("yes", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "list": ("yes", "yes", "yes", "forbidden", "forbidden", "yes", "forbidden"),
    "get": ("yes", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "read_quality": ("yes", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "invite": ("yes", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "cancel": ("yes", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "admit": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "hold": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "end": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "no_show": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "forbidden"),
    "ticket": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "yes"),
    "encryption": ("forbidden", "yes", "forbidden", "forbidden", "forbidden", "missing", "yes"),
    "check": ("forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "missing", "yes"),
    "arrive": ("forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "missing", "yes"),
    "give_up": ("forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "missing", "yes"),
    "consent": ("forbidden", "forbidden", "forbidden", "forbidden", "forbidden", "missing", "yes"),
}


class _Undone(Exception):
    """Takes a permitted deed back, so that the next one finds the same visit."""


async def _answer(house: House, verb: str, actor: Actor, visit: Visit) -> str:
    try:
        async with house.database.write() as tx:
            await VERBS[verb](house, tx, actor, visit)
            raise _Undone  # noqa: TRY301 (it has to pass the transaction)
    except _Undone:
        return "yes"
    except DomainError as refused:
        return refused.kind if refused.kind in (Kind.FORBIDDEN, Kind.MISSING) else "yes"


async def _somebody(house: House, who: str, patient: Actor) -> Actor:
    if who == "foreign":
        return signed_in((await open_clinic(house.database, house.now, f"Maple{new_id()} Practice")).scheduler)
    present = {
        "scheduler": house.scheduler,
        "clinician": house.clinician,
        "admin": signed_in(house.clinic.admin),
        "patient": patient,
    }
    if who in present:
        return present[who]
    role = {"colleague": Role.CLINICIAN, "compliance": Role.COMPLIANCE}[who]
    async with house.database.write() as tx:
        return signed_in(await hire(tx, house.now, house.clinic.practice, role, f"{new_id()}"))


@pytest.mark.parametrize("who", PEOPLE)
async def test_each_verb_answers_each_person_as_the_matrix_says(house: House, who: str) -> None:
    visit, patient = await house.waiting()
    actor = await _somebody(house, who, patient)
    answers = {verb: await _answer(house, verb, actor, visit) for verb in VERBS}
    assert answers == {verb: row[PEOPLE.index(who)] for verb, row in MAY.items()}


async def test_what_was_refused_has_changed_nothing(house: House) -> None:
    visit, patient = await house.waiting()
    deeds = await house.deeds(visit.id)
    for verb in ("admit", "hold", "end", "no_show", "cancel"):
        await _answer(house, verb, patient, visit)
    assert await house.found(visit.id) == visit
    assert await house.deeds(visit.id) == deeds


async def test_the_patient_of_another_visit_finds_nothing_by_its_id(house: House) -> None:
    visit, _ = await house.waiting()
    other, stranger = await house.waiting(1)
    by_id = (
        "get", "read_quality", "invite", "cancel", "admit", "hold", "end", "no_show", "ticket", "encryption"
    )  # fmt: skip
    assert {verb: await _answer(house, verb, stranger, visit) for verb in by_id} == dict.fromkeys(by_id, "missing")
    assert await _answer(house, "ticket", stranger, other) == "yes"
