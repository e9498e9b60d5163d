/** What the patient reads and presses on each screen, without an axe finding on any of them. */
import axe from "axe-core";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NOT_YET } from "../../call/privacy/lock.ts";
import { PatientVisit } from "../../state/patientVisit.ts";
import { Store } from "../../state/store.ts";
import { FakeClinic } from "../../state/tests/fakeClinic.ts";
import { App } from "../App.tsx";

const FOUND = { path: "udp", relayReachable: null, roundTripMs: 20, up: null, down: null } as const;

let clinic: FakeClinic;
let visit: PatientVisit;
let root: Root;

beforeEach(() => {
  document.documentElement.lang = "en";
  document.body.innerHTML = "<div id='root'></div>";
  clinic = new FakeClinic();
  const ports = clinic.ports();
  visit = new PatientVisit({
    ...ports,
    line: (...which) => Object.assign(ports.line(...which), aQuietLine()),
  });
  root = createRoot(document.getElementById("root") as HTMLElement);
  root.render(<App visit={visit} />);
});

afterEach(() => root.unmount());

/** Nobody has said anything on it, and no keys were agreed on. */
function aQuietLine() {
  return {
    privacy: { view: new Store(NOT_YET), renew: () => {} },
    chat: { view: new Store({ messages: [], unread: 0, ready: false }), look: () => {} },
  };
}

/** Rendering is batched: wait until the screen says so. */
async function shows(text: string): Promise<void> {
  await expect.poll(() => document.body.textContent).toContain(text);
}

function press(name: string): void {
  const buttons = [...document.querySelectorAll("button")];
  const button = buttons.find(({ textContent }) => textContent?.includes(name));
  if (!button) throw new Error(`no button "${name}"`);
  button.click();
}

function type(name: string, value: string): void {
  const input = document.querySelector<HTMLInputElement>(`[name=${name}]`);
  if (!input) throw new Error(`no field "${name}"`);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function checking(): Promise<void> {
  clinic.checkedIn();
  await visit.open(null);
  clinic.line.listeners.tell("up", undefined);
  await shows("Can we see and hear you?");
}

async function findings(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    // Needs a layout, which this document has not; the browser journeys check it.
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function openLink(): Promise<void> {
  await visit.open("token");
  await shows("Your visit with");
}

test("the_landing_says_who_when_where_to_call_and_that_nothing_is_recorded", async () => {
  await openLink();
  await shows("Dr Ada Example");
  await shows("Monday, November 23");
  await shows("+44 20 7946 0000");
  await shows("not recorded");
  await expect.poll(() => document.title).toBe("Your appointment – Lantern Clinic");
  expect(await findings()).toEqual([]);
});

test("a_new_screen_puts_the_focus_on_its_heading", async () => {
  await openLink();
  press("Continue");
  await shows("When were you born?");
  await expect.poll(() => document.activeElement?.tagName).toBe("H1");
});

test("an_empty_date_of_birth_moves_the_focus_to_the_first_gap", async () => {
  await openLink();
  press("Continue");
  await shows("When were you born?");
  type("day", "27");
  press("Continue");
  await shows("Fill in the day, the month and the year.");
  expect((document.activeElement as HTMLInputElement).name).toBe("month");
  expect(await findings()).toEqual([]);
});

test("a_wrong_date_of_birth_is_said_in_words", async () => {
  await openLink();
  press("Continue");
  await shows("When were you born?");
  for (const [name, value] of Object.entries({ day: "1", month: "1", year: "1990" })) {
    type(name, value);
  }
  press("Continue");
  await shows("That date does not match the clinic's record.");
});

test("consent_needs_the_tick", async () => {
  await openLink();
  await visit.continue();
  await visit.confirmIdentity("1984-03-27");
  await shows("Hello Pat.");
  press("Agree and continue");
  await shows("Tick the box to go on.");
  expect(clinic.asked).not.toContain("consent");
  expect(await findings()).toEqual([]);
});

test.each([
  ["green", null, "Your connection is good."],
  ["amber", "camera", "Your connection works."],
  ["amber", "slow", "Close other apps that use the internet."],
  ["red", "no_connection", "You can also do this visit by phone"],
] as const)("the_check_says_how_the_connection_is: %s %s", async (grade, cause, words) => {
  clinic.judges = { grade, cause };
  await checking();
  await shows("Testing your connection…");
  clinic.check.view.set({ phase: "found", found: FOUND });
  await shows(words);
  expect(await findings()).toEqual([]);
});

test("a_connection_that_could_not_be_tested_can_be_tested_again", async () => {
  await checking();
  clinic.check.view.set({ phase: "failed", code: "media.full" });
  await shows("Your connection was not tested");
  expect(await findings()).toEqual([]);
  press("Test again");
  await shows("Testing your connection…");
});

test("whoever_did_not_hear_the_test_sound_is_told_what_to_do", async () => {
  await checking();
  press("Test your speaker");
  expect(clinic.chimes).toBe(1);
  await shows("Did you hear it?");
  expect(await findings()).toEqual([]);
  press("No");
  await shows("Turn the volume up");
  expect(visit.readiness.view.get().speaker).toBe("silent");
});

test("the_waiting_room_says_that_the_clinician_knows", async () => {
  clinic.checkedIn("waiting");
  await visit.open(null);
  await shows("Dr Ada Example knows that you are here");
  expect(await findings()).toEqual([]);
});

test("leaving_the_waiting_room_is_asked_first", async () => {
  clinic.checkedIn("waiting");
  await visit.open(null);
  await shows("knows that you are here");
  press("I have to go");
  await shows("Leave the waiting room?");
  expect(clinic.asked).not.toContain("give-up");
});

test("the_visit_names_the_other_person_and_their_role", async () => {
  clinic.checkedIn("in_progress");
  await visit.open(null);
  await shows("Dr Ada Example");
  await shows("Clinician");
  await shows("Connecting…");
  expect(await findings()).toEqual([]);
});

test("the_visit_says_when_the_other_side_lost_the_connection", async () => {
  clinic.checkedIn("in_progress");
  await visit.open(null);
  clinic.calls[0]?.store.patch({ state: "connected" });
  const seat = { seat: "c", role: "clinician", name: "Dr Ada Example", in_call: true } as const;
  clinic.line.listeners.tell("seats", [
    { ...seat, presence: "reconnecting", muted: false, camera_off: false, sharing: false },
  ]);
  await shows("Dr Ada Example lost the connection and is coming back.");
});

test.each([
  ["completed", "Your visit has ended"],
  ["cancelled", "This visit was cancelled"],
  ["no_show", "This visit is closed"],
] as const)("a_%s_visit_says_what_to_do_next", async (state, words) => {
  clinic.checkedIn(state);
  await visit.open(null);
  await shows(words);
  await shows("+44 20 7946 0000");
  expect(await findings()).toEqual([]);
});

test("a_dead_link_says_how_to_get_a_new_one", async () => {
  clinic.link = "used";
  await visit.open("token");
  await shows("ask for a new link");
  expect(await findings()).toEqual([]);
});
