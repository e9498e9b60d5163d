import { expect, test } from "vitest";
import { aSeat } from "../../tests/aSeat.ts";
import { refusalOf } from "../useSharing.ts";

test("a_taken_screen_names_who_shares", () => {
  expect(refusalOf("screen.taken", aSeat({ name: "Pat" })).what).toBe(
    "Pat is sharing a screen already.",
  );
});

test("a_taken_screen_of_nobody_known_is_still_a_sentence", () => {
  expect(refusalOf("screen.taken", null).what).not.toContain("screen.taken");
  expect(refusalOf("signal.timeout", null).what).toContain("took too long");
});
