/** A patient's way from the link to the last screen, with everything that can go wrong between. */
import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../../api/errors.ts";
import { PatientVisit } from "../patientVisit.ts";
import { FakeClinic } from "./fakeClinic.ts";
import { settled } from "./virtualClock.ts";

let clinic: FakeClinic;
let visit: PatientVisit;

beforeEach(() => {
  clinic = new FakeClinic();
  visit = new PatientVisit(clinic.ports());
});

const step = () => visit.view.get().step;

async function waiting(): Promise<void> {
  clinic.checkedIn("waiting");
  await visit.open(null);
  clinic.line.listeners.tell("up", undefined);
  await settled();
}

async function inVisit(): Promise<void> {
  await waiting();
  clinic.changes({ state: "in_progress" });
  hint("visit:admitted");
  await settled();
}

function hint(name: string, ticket?: string): void {
  clinic.line.listeners.tell("hint", {
    name,
    visit: "visit",
    rev: clinic.visit.rev,
    ...(ticket ? { ticket } : {}),
  });
}

test("looking_at_a_link_uses_nothing_up", async () => {
  await visit.open("token");
  expect([step(), clinic.asked]).toEqual(["landing", ["view"]]);
});

test("the_way_in_asks_one_thing_after_the_other", async () => {
  const steps: string[] = [];
  await visit.open("token");
  for (const go of [
    () => visit.continue(),
    () => visit.confirmIdentity("1984-03-27"),
    () => visit.consent(),
    () => visit.arrive(),
  ]) {
    await go();
    steps.push(step());
  }
  expect(steps).toEqual(["identity", "consent", "check", "waiting"]);
});

test("a_used_link_opens_again_in_the_browser_that_used_it", async () => {
  clinic.link = "used";
  clinic.checkedIn("waiting");
  await visit.open("token");
  expect(step()).toBe("waiting");
});

test("a_used_link_opens_nothing_in_another_browser", async () => {
  clinic.link = "used";
  await visit.open("token");
  expect(step()).toBe("dead_link");
});

test("a_link_used_elsewhere_while_looking_at_it_is_dead", async () => {
  await visit.open("token");
  clinic.link = "used";
  await visit.continue();
  expect(step()).toBe("dead_link");
});

test("an_unreachable_server_is_tried_again_on_request", async () => {
  clinic.failure = new ApiError(0, "network.failed");
  await visit.open("token");
  expect(step()).toBe("trouble");
  await visit.reopen();
  expect(step()).toBe("landing");
});

test("a_wrong_date_of_birth_is_said_and_asked_again", async () => {
  await visit.open("token");
  await visit.continue();
  await visit.confirmIdentity("1984-03-28");
  expect(visit.view.get()).toMatchObject({
    step: "identity",
    failure: "identity.mismatch",
    busy: false,
  });
});

test("what_failed_on_one_screen_is_gone_on_the_next", async () => {
  await visit.open("token");
  await visit.continue();
  await visit.confirmIdentity("1984-03-28");
  await visit.confirmIdentity("1984-03-27");
  expect(visit.view.get()).toMatchObject({ step: "consent", failure: null });
});

test("a_second_press_while_busy_sends_nothing", async () => {
  await visit.open("token");
  await Promise.all([visit.continue(), visit.continue()]);
  expect(clinic.asked.filter((name) => name === "exchange")).toHaveLength(1);
});

test("no_line_is_opened_before_the_questions_are_answered", async () => {
  await visit.open("token");
  await visit.continue();
  expect(clinic.lines).toEqual([]);
});

test("a_reload_in_the_waiting_room_keeps_the_place", async () => {
  clinic.checkedIn("waiting");
  await visit.open(null);
  expect([step(), clinic.asked]).toEqual(["waiting", ["visit"]]);
});

test("the_devices_are_on_while_waiting_so_that_the_visit_starts_at_once", async () => {
  await waiting();
  expect(clinic.local.view.get().phase).toBe("ready");
});

test("the_connection_is_opened_while_waiting_and_takes_no_part", async () => {
  await waiting();
  expect(clinic.calls.map(({ prepared, started }) => [prepared, started])).toEqual([[true, false]]);
});

test("an_admission_opens_the_visit", async () => {
  await inVisit();
  expect([step(), clinic.calls[0]?.started]).toEqual(["in_visit", true]);
});

test("an_admission_calls_a_waiting_person_back_to_the_page", async () => {
  await inVisit();
  expect(clinic.chimes).toBe(1);
});

test("a_reload_in_the_visit_does_not_sound", async () => {
  clinic.checkedIn("in_progress");
  await visit.open(null);
  expect(clinic.chimes).toBe(0);
});

test("an_admission_with_its_ticket_starts_the_call_before_any_request", async () => {
  await waiting();
  clinic.changes({ state: "in_progress" });
  clinic.asked.length = 0;
  hint("visit:admitted", "ticket");
  expect([clinic.calls[0]?.started, clinic.asked]).toEqual([true, ["visit"]]);
  await settled();
  expect(clinic.calls).toHaveLength(1);
});

test("a_missed_admission_is_found_when_the_line_is_back", async () => {
  await waiting();
  clinic.line.listeners.tell("down", undefined);
  clinic.changes({ state: "in_progress" });
  clinic.line.listeners.tell("up", undefined);
  await settled();
  expect(step()).toBe("in_visit");
});

test("a_missed_admission_is_found_even_without_a_line", async () => {
  await waiting();
  clinic.line.listeners.tell("down", undefined);
  clinic.changes({ state: "in_progress" });
  await clinic.clock.advance(15_000);
  expect(step()).toBe("in_visit");
});

test("an_older_snapshot_changes_nothing", async () => {
  await inVisit();
  clinic.visit = { ...clinic.visit, state: "waiting", rev: 1 };
  await visit.refresh();
  expect(step()).toBe("in_visit");
});

test("a_reload_in_the_visit_joins_again_without_a_question", async () => {
  clinic.checkedIn("in_progress");
  await visit.open(null);
  await clinic.line.ticket();
  expect([step(), clinic.tickets]).toEqual(["in_visit", [true]]);
});

test("a_ticket_for_waiting_does_not_ask_for_the_call", async () => {
  await waiting();
  await clinic.line.ticket();
  expect(clinic.tickets).toEqual([false]);
});

test("a_visit_put_on_hold_goes_back_to_waiting_and_says_why", async () => {
  await inVisit();
  clinic.changes({ state: "waiting" });
  hint("visit:held");
  await settled();
  expect(visit.view.get()).toMatchObject({ step: "waiting", held: true });
  expect(clinic.calls.map(({ started }) => started)).toEqual([false]);
});

test("the_end_closes_the_line_the_call_and_the_devices", async () => {
  await inVisit();
  clinic.changes({ state: "completed" });
  hint("visit:ended");
  await settled();
  expect(step()).toBe("after");
  expect(clinic.line.closed).toBe(true);
  expect(clinic.calls[0]?.view.get().state).toBe("closed");
  expect([clinic.local.view.get().phase, clinic.clock.pending]).toEqual(["idle", 0]);
});

test("a_call_closed_by_the_server_asks_what_became_of_the_visit", async () => {
  await inVisit();
  clinic.changes({ state: "completed" });
  clinic.calls[0]?.closes("ended");
  await settled();
  expect(step()).toBe("after");
});

test("leaving_switches_the_devices_off_and_coming_back_joins_anew", async () => {
  await inVisit();
  visit.leave();
  expect([step(), clinic.local.view.get().phase]).toEqual(["left", "idle"]);
  visit.comeBack();
  expect([step(), clinic.calls.length]).toEqual(["in_visit", 2]);
});

test("giving_up_the_place_can_be_taken_back", async () => {
  await waiting();
  await visit.giveUp();
  expect([step(), clinic.local.view.get().phase]).toEqual(["gave_up", "idle"]);
  visit.comeBack();
  expect(step()).toBe("check");
});

test("a_page_that_lost_its_seat_to_another_lets_go_of_everything", async () => {
  await inVisit();
  clinic.line.listeners.tell("replaced", undefined);
  expect([step(), clinic.local.view.get().phase, clinic.clock.pending]).toEqual([
    "elsewhere",
    "idle",
    0,
  ]);
});

test("a_call_taken_over_by_another_page_is_not_fought_for", async () => {
  await inVisit();
  clinic.calls[0]?.closes("superseded");
  await settled();
  expect([step(), clinic.calls.length]).toEqual(["elsewhere", 1]);
});

test("a_page_that_lost_its_seat_can_take_it_back", async () => {
  await inVisit();
  clinic.line.listeners.tell("replaced", undefined);
  visit.comeBack();
  expect([step(), clinic.lines.length, clinic.calls.length]).toEqual(["in_visit", 2, 2]);
});

test("a_seat_that_another_page_has_is_taken_only_when_asked_to", async () => {
  await waiting();
  clinic.line.listeners.tell("taken", undefined);
  expect([step(), clinic.local.view.get().phase]).toEqual(["elsewhere", "idle"]);
  expect(clinic.line.takenOver).toBe(false);
  visit.comeBack();
  expect([step(), clinic.line.takenOver]).toEqual(["waiting", true]);
});

test("a_session_taken_back_by_a_newer_link_ends_the_page", async () => {
  await waiting();
  clinic.session = false;
  await visit.refresh();
  expect([step(), clinic.line.closed]).toEqual(["dead_link", true]);
});

test("a_lost_network_while_waiting_changes_nothing_on_screen", async () => {
  await waiting();
  clinic.failure = new ApiError(0, "network.failed");
  await visit.refresh();
  expect(step()).toBe("waiting");
});

test("a_conflict_shows_what_became_of_the_visit", async () => {
  clinic.checkedIn();
  await visit.open(null);
  clinic.changes({ state: "cancelled" });
  clinic.failure = new ApiError(409, "visit.ended");
  await visit.arrive();
  expect(visit.view.get()).toMatchObject({ step: "after", failure: null });
});
