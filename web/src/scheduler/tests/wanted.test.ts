import { expect, test } from "vitest";
import type { PatientView } from "../../contract/views.ts";
import { halvesOf } from "../time/halves.ts";
import { EMPTY, gapsIn, isAboutTime, visitFrom } from "../wanted.ts";

const PATIENT: PatientView = {
  id: "patient",
  given_name: "Pat",
  family_name: "Example",
  birth_date: "1970-01-01",
  email: null,
  phone: null,
  language: "en",
  zone: "Europe/Berlin",
};
const SLOT = { starts_at: "2026-11-23T10:40:00Z", ends_at: "2026-11-23T11:00:00Z" };

test("an empty form names all that is missing, in the form's order", () => {
  expect(Object.keys(gapsIn(EMPTY))).toEqual(["clinician", "time", "patient"]);
  expect(visitFrom(EMPTY)).toBeNull();
});

test("a full form becomes a visit as long as the slot", () => {
  const wanted = { clinician: "c", slot: SLOT, patient: PATIENT };
  expect(gapsIn(wanted)).toEqual({});
  expect(visitFrom(wanted)).toEqual({
    clinician_id: "c",
    patient_id: "patient",
    starts_at: SLOT.starts_at,
    duration_min: 20,
  });
});

test("only refusals of the time belong beside the times", () => {
  expect(isAboutTime("slot.taken")).toBe(true);
  expect(isAboutTime("network.failed")).toBe(false);
});

test("noon in the practice's zone begins the afternoon", () => {
  const noon = { starts_at: "2026-11-23T11:00:00Z", ends_at: "2026-11-23T11:20:00Z" };
  const halves = halvesOf([SLOT, noon], "Europe/Berlin");
  expect(halves).toEqual([
    { name: "Morning", slots: [SLOT] },
    { name: "Afternoon", slots: [noon] },
  ]);
});

test("a half without free times is left out", () => {
  expect(halvesOf([SLOT], "Europe/Berlin").map(({ name }) => name)).toEqual(["Morning"]);
});
