/** The check before the visit: when it runs, what the clinic is told, and what the page makes of the answer. */
import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../../api/errors.ts";
import type { CheckFound } from "../../call/check.ts";
import { PatientVisit } from "../patientVisit.ts";
import { FakeClinic } from "./fakeClinic.ts";
import { settled } from "./virtualClock.ts";

const FOUND: CheckFound = {
  path: "udp",
  relayReachable: null,
  roundTripMs: 41.6,
  up: { loss: 0.01, jitter_ms: 3.4, bps: 1_500_000.5 },
  down: { loss: 0, jitter_ms: 2, bps: 1_400_000 },
};

let clinic: FakeClinic;
let visit: PatientVisit;

beforeEach(async () => {
  clinic = new FakeClinic();
  visit = new PatientVisit(clinic.ports());
  clinic.checkedIn();
  await visit.open(null);
});

async function lineUp(): Promise<void> {
  clinic.line.listeners.tell("up", undefined);
  await settled();
}

async function found(part: Partial<CheckFound> = {}): Promise<void> {
  clinic.check.view.set({ phase: "found", found: { ...FOUND, ...part } });
  await settled();
}

const readiness = () => visit.readiness.view.get();

test("nothing_is_tried_before_the_line_is_up", async () => {
  await settled();
  expect(clinic.check.starts).toBe(0);
});

test("nothing_is_tried_before_the_devices_are_there", async () => {
  clinic.local.view.patch({ phase: "asking" });
  await lineUp();
  expect(clinic.check.starts).toBe(0);
  clinic.local.view.patch({ phase: "ready" });
  expect(clinic.check.starts).toBe(1);
});

test("what_was_found_is_told_in_whole_figures_and_judged", async () => {
  clinic.judges = { grade: "amber", cause: "camera" };
  clinic.local.view.patch({ videoFailure: "denied" });
  await lineUp();
  await found();
  expect(clinic.checks).toEqual([
    {
      path: "udp",
      relay_reachable: null,
      round_trip_ms: 42,
      up: { loss: 0.01, jitter_ms: 3, bps: 1_500_001 },
      down: { loss: 0, jitter_ms: 2, bps: 1_400_000 },
      camera: "denied",
      microphone: "ok",
      speaker: "untested",
    },
  ]);
  expect(readiness().judged).toEqual({ grade: "amber", cause: "camera" });
});

test("what_changes_is_told_again_and_what_does_not_is_not", async () => {
  await lineUp();
  await found();
  visit.readiness.heard("ok");
  clinic.local.view.patch({ muted: true });
  await settled();
  expect(clinic.checks.map(({ speaker }) => speaker)).toEqual(["untested", "ok"]);
});

test("an_answer_about_an_older_finding_changes_nothing", async () => {
  await lineUp();
  clinic.judges = { grade: "red", cause: "speaker" };
  await found();
  clinic.judges = { grade: "green", cause: null };
  visit.readiness.heard("silent");
  visit.readiness.heard("ok");
  await settled();
  expect(readiness().judged?.grade).toBe("green");
});

test.each([
  ["udp", { grade: "amber", cause: null }],
  ["none", { grade: "red", cause: "no_connection" }],
] as const)("a_finding_that_cannot_be_told_is_judged_on_the_page: %s", async (path, judged) => {
  await lineUp();
  clinic.failure = new ApiError(503, "database.unavailable");
  await found({ path });
  expect(readiness().judged).toEqual(judged);
  visit.readiness.heard("ok");
  await settled();
  expect([clinic.checks.length, readiness().judged]).toEqual([1, clinic.judges]);
});

test("trying_again_forgets_the_judgement_and_tells_even_the_same_figures", async () => {
  await lineUp();
  await found();
  visit.readiness.again();
  expect([readiness().connection.phase, readiness().judged]).toEqual(["running", null]);
  await found();
  expect(clinic.checks.length).toBe(2);
});

test("a_line_that_drops_stops_the_trial_and_the_next_one_begins_it_anew", async () => {
  await lineUp();
  clinic.line.listeners.tell("down", undefined);
  expect(clinic.check.view.get().phase).toBe("idle");
  await lineUp();
  expect(clinic.check.starts).toBe(2);
});

test("a_finding_outlives_a_dropped_line", async () => {
  await lineUp();
  await found();
  clinic.line.listeners.tell("down", undefined);
  await lineUp();
  expect([clinic.check.starts, readiness().connection.phase]).toEqual([1, "found"]);
});

test("taking_a_place_in_the_waiting_room_ends_a_trial_under_way", async () => {
  await lineUp();
  await visit.arrive();
  expect(clinic.check.view.get().phase).toBe("idle");
});

test("a_trial_that_could_not_be_made_is_not_repeated_by_itself", async () => {
  await lineUp();
  clinic.check.view.set({ phase: "failed", code: "media.full" });
  await settled();
  expect([clinic.check.starts, clinic.checks]).toEqual([1, []]);
});
