"""The note over HTTP: versions, signing, and one reader."""

from tests.server.api.browser import Browser
from tests.server.api.world import World

TEXT = "Feels better. Mehr trinken."


async def _beside_a_waiting_patient(world: World) -> tuple[Browser, str]:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    await world.arrived(visit.token)
    return clinician, visit.path + "/note"


async def test_an_unwritten_note_is_version_zero(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    answer = await clinician.get(note)
    assert (answer.json["version"], answer.json["status"], answer.json["text"]) == (0, "none", "")


async def test_a_saved_note_is_read_back_and_its_saving_does_not_echo_it(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    saved = await clinician.put(note, {"text": TEXT, "based_on": 0})
    assert TEXT not in saved.text
    assert (await clinician.get(note)).json["text"] == TEXT


async def test_saving_upon_an_old_version_is_refused(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    await clinician.put(note, {"text": TEXT, "based_on": 0})
    other = await clinician.put(note, {"text": "Something else.", "based_on": 0})
    assert other.refusal == (409, "note.stale")
    assert (await clinician.get(note)).json["text"] == TEXT


async def test_a_signed_note_is_shown_as_signed_and_changes_no_more(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    await clinician.put(note, {"text": TEXT, "based_on": 0})
    signed = await clinician.post(note + "/sign", {"version": 1})
    assert (signed.json["status"], signed.json["text"]) == ("signed", TEXT)
    assert signed.json["signed_by"] == str(world.clinic.clinician.id)
    again = await clinician.put(note, {"text": "More.", "based_on": 1})
    assert again.refusal == (409, "note.already_signed")


async def test_a_note_that_is_too_long_is_refused_by_name(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    assert (await clinician.put(note, {"text": "ä" * 40_000, "based_on": 0})).refusal == (422, "note.too_large")


async def test_no_stored_row_holds_a_word_of_a_note(world: World) -> None:
    clinician, note = await _beside_a_waiting_patient(world)
    await clinician.put(note, {"text": "Zqxnotenwort", "based_on": 0})
    assert "Zqxnotenwort" not in repr(await world.everything_stored())
