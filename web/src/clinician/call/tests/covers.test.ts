import { expect, test } from "vitest";
import type { CallView } from "../../../call/call.ts";
import type { Seat } from "../../../contract/signaling.ts";
import { initialsOf, patientCover } from "../covers.ts";

const CALL: CallView = {
  state: "connected",
  remotes: [],
  screen: null,
  sharing: false,
  quality: "good",
  reason: null,
};
const SEAT: Seat = {
  seat: "s",
  role: "patient",
  name: "Pat",
  presence: "present",
  in_call: true,
  sharing: false,
  muted: false,
  camera_off: false,
};

test("a picture that arrives is shown without a cover", () => {
  expect(patientCover("Pat", SEAT, CALL, true)).toBeNull();
});

test("a camera switched off is said so", () => {
  expect(patientCover("Pat", { ...SEAT, camera_off: true }, CALL, true)).toBe("Camera off");
});

test("a patient whose line dropped is said to be coming back", () => {
  const seat: Seat = { ...SEAT, presence: "reconnecting" };
  expect(patientCover("Pat", seat, CALL, true)).toContain("coming back");
});

test("a patient who closed the page is said to be gone", () => {
  expect(patientCover("Pat", { ...SEAT, presence: "gone" }, CALL, false)).toContain(
    "not on the page",
  );
});

test("one's own leaving comes before anything about the other", () => {
  expect(patientCover("Pat", null, { ...CALL, state: "closed" }, false)).toBe("You left the call.");
});

test("initials come from the first and the last name", () => {
  expect(initialsOf("Maya Anna Lindqvist")).toBe("ML");
  expect(initialsOf("Øyvind")).toBe("Ø");
  expect(initialsOf("")).toBe("");
});
