/** Every line of an offer has one role and one slot, and each is found from the other. */
import { expect, test } from "vitest";
import { linesOf, OWN, ownRoles, roleOf, SCREEN, slotOf } from "../lines.ts";

const SLOTS = Array.from({ length: 8 }, (_, slot) => slot);

test("the_first_slot_carries_the_own_sound_and_camera_up_as_well", () => {
  expect(linesOf(0)).toEqual([0, 1]);
  expect(OWN).toEqual({ audio: 0, camera: 1, screen: SCREEN });
});

test("each_further_slot_adds_two_lines_at_the_end", () => {
  expect(SLOTS.flatMap(linesOf).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 17 }, (_, line) => line).filter((line) => line !== SCREEN),
  );
  expect([linesOf(1), linesOf(2)]).toEqual([
    [3, 4],
    [5, 6],
  ]);
});

test.each(SLOTS)(
  "the lines of slot %i are its sound and its camera and lead back to it",
  (slot) => {
    expect(linesOf(slot).map(roleOf)).toEqual(["audio", "camera"]);
    expect(linesOf(slot).map(slotOf)).toEqual([slot, slot]);
  },
);

test("the_screen_has_a_line_and_no_slot", () => {
  expect([roleOf(SCREEN), slotOf(SCREEN)]).toEqual(["screen", null]);
});

test("only_a_role_in_which_something_is_sent_counts", () => {
  expect(ownRoles({ audio: null, camera: null, screen: null })).toEqual([]);
  expect(ownRoles({ audio: "track", camera: null, screen: "track" })).toEqual(["audio", "screen"]);
});
