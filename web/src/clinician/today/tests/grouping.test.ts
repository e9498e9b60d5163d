import { expect, test } from "vitest";
import { aVisit } from "../../../staff/tests/aVisit.ts";
import { groupDay, needsSignature } from "../grouping.ts";

test("only one's own visits are shown", () => {
  const other = aVisit({ clinician: { id: "somebody-else", display_name: "Dr Else" } });
  expect(groupDay([other], "clinician").next).toEqual([]);
});

test("who has waited longest comes first, whatever was booked", () => {
  const late = aVisit({ id: "late", state: "waiting", arrived_at: "2026-11-23T09:20:00Z" });
  const early = aVisit({
    id: "early",
    state: "waiting",
    arrived_at: "2026-11-23T09:10:00Z",
    starts_at: "2026-11-23T11:00:00Z",
  });
  expect(groupDay([late, early], "clinician").waiting.map(({ id }) => id)).toEqual([
    "early",
    "late",
  ]);
});

test("booked visits follow the clock", () => {
  const noon = aVisit({ id: "noon", starts_at: "2026-11-23T11:00:00Z" });
  const nine = aVisit({ id: "nine", starts_at: "2026-11-23T08:00:00Z" });
  expect(groupDay([noon, nine], "clinician").next.map(({ id }) => id)).toEqual(["nine", "noon"]);
});

test("a completed visit without a signature asks for one, a missed visit does not", () => {
  expect(needsSignature(aVisit({ state: "completed", note_status: "draft" }))).toBe(true);
  expect(needsSignature(aVisit({ state: "completed", note_status: "signed" }))).toBe(false);
  expect(needsSignature(aVisit({ state: "no_show" }))).toBe(false);
});
