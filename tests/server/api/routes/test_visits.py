"""The visit over HTTP, from booking to its end."""

import asyncio

from tests.server.api.world import World, revision


async def test_a_booked_visit_comes_with_its_link_as_address_picture_and_message(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    answer = await desk.post("/api/v1/visits", world.booking(), idempotency_key=world.key())
    assert answer.status == 201
    assert answer.headers["ETag"] == '"1"'
    invitation = answer.json["invitation"]
    address, _, token = invitation["url"].partition("#")
    assert address == "https://bedside.example/join"
    assert len(token) == 43
    assert invitation["qr_svg"].startswith("data:image/svg+xml")
    assert invitation["url"] in invitation["message"]["body"]
    assert answer.json["visit"]["state"] == "booked"


async def test_booking_a_taken_time_is_refused(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    await world.booked(desk)
    again = await desk.post("/api/v1/visits", world.booking(), idempotency_key=world.key())
    assert again.refusal == (409, "slot.taken")


async def test_the_whole_visit_goes_through_http(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(desk)
    patient = await world.arrived(visit.token)
    admitted = await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    assert admitted.status == 200
    assert admitted.json["ticket"]["call"] is True
    ticket = await patient.post("/api/v1/my-visit/ticket", {"call": True})
    assert ticket.json["call"] is True
    saved = await clinician.put(visit.path + "/note", {"text": "Feels better.", "based_on": 0})
    assert saved.json["version"] == 1
    ended = await clinician.post(visit.path + "/end", {"outcome": "completed"}, if_match=admitted.headers["ETag"])
    assert (ended.json["state"], ended.json["outcome"]) == ("completed", "completed")
    signed = await clinician.post(visit.path + "/note/sign", {"version": 1})
    assert (signed.json["status"], signed.json["text"]) == ("signed", "Feels better.")
    shown = await clinician.get(visit.path)
    assert shown.json["note_status"] == "signed"


async def test_of_many_admissions_at_once_one_wins(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    await world.arrived(visit.token)
    etag = await revision(clinician, visit)
    answers = await asyncio.gather(*(clinician.post(visit.path + "/admit", {}, if_match=etag) for _ in range(5)))
    refusals = sorted(answer.refusal for answer in answers)
    assert refusals == [(200, None), *[(409, "visit.already_admitted")] * 4]
    assert (await world.actions()).count("visit.admit") == 1


async def test_nobody_is_admitted_before_they_have_come(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    answer = await clinician.post(visit.path + "/admit", {}, if_match='"1"')
    assert answer.refusal == (409, "visit.not_waiting")


async def test_a_held_patient_waits_again(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    patient = await world.arrived(visit.token)
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    held = await clinician.post(visit.path + "/hold", {}, if_match=await revision(clinician, visit))
    assert held.json["state"] == (await patient.get("/api/v1/my-visit")).json["state"] == "waiting"


async def test_the_ticket_of_the_clinician_opens_the_call_once_the_patient_is_in(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    await world.arrived(visit.token)
    before = await clinician.post(visit.path + "/ticket", {})
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    after = await clinician.post(visit.path + "/ticket", {})
    assert (before.json["call"], after.json["call"]) == (False, True)
    assert before.json["seat_id"] == after.json["seat_id"]


async def test_the_clinician_says_how_encrypted_their_own_seat_is(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    await world.arrived(visit.token)
    said = {"state": "end_to_end", "because": None}
    assert (await clinician.post(visit.path + "/encryption", said)).refusal == (409, "visit.not_admitted")
    await clinician.post(visit.path + "/admit", {}, if_match=await revision(clinician, visit))
    assert (await clinician.post(visit.path + "/encryption", said)).status == 204
    assert (await world.actions())[-1] == "visit.encryption"


async def test_a_cancelled_visit_gives_its_time_back(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    cancelled = await desk.post(visit.path + "/cancel", {}, if_match=await revision(desk, visit))
    assert cancelled.json["state"] == "cancelled"
    await world.booked(desk)


async def test_a_patient_who_did_not_come_is_noted(world: World) -> None:
    clinician = await world.signed_in(world.clinic.clinician)
    visit = await world.booked(clinician)
    answer = await clinician.post(visit.path + "/no-show", {}, if_match=await revision(clinician, visit))
    assert answer.json["state"] == "no_show"


async def test_the_days_visits_are_listed_by_time(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    later, sooner = await world.booked(desk, 3), await world.booked(desk, 1)
    listed = (await desk.get("/api/v1/visits?day=2026-03-02")).json["items"]
    assert [item["id"] for item in listed] == [sooner.id, later.id]
    assert (await desk.get("/api/v1/visits?day=2026-03-03")).json["items"] == []


async def test_the_desk_sees_how_far_the_patient_has_come(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    assert (await desk.get(visit.path)).json["invitation"] == {"opened_at": None}
    await world.checked_in(visit.token)
    shown = (await desk.get(visit.path)).json
    now = "2026-03-02T08:00:00Z"
    assert shown["invitation"] == {"opened_at": now}
    assert (shown["identity_confirmed_at"], shown["consented_at"]) == (now, now)


async def test_a_renewed_link_replaces_the_old_one(world: World) -> None:
    desk = await world.signed_in(world.clinic.scheduler)
    visit = await world.booked(desk)
    renewed = await desk.post(visit.path + "/invitation", {})
    token = renewed.json["url"].partition("#")[2]
    old = await world.browser().post("/api/v1/invitations/exchange", {"token": visit.token})
    assert old.refusal == (410, "link.invalid")
    await world.opened(token)
