"""The visit over HTTP, from booking to its end."""

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
