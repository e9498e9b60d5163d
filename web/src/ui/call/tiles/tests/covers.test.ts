import { expect, test } from "vitest";
import type { Remote } from "../../../../call/shown.ts";
import { aSeat } from "../../tests/aSeat.ts";
import { coverOf, type Facts } from "../covers.ts";

const REMOTE: Remote = { seat: "pat", slot: 0, picture: "high", stream: {} as MediaStream };
const FACTS: Facts = {
  name: "Pat",
  seat: aSeat(),
  call: "connected",
  remote: REMOTE,
  lock: "encrypted",
  drawn: true,
};

test("a_picture_that_arrives_is_shown_without_a_cover", () => {
  expect(coverOf(FACTS)).toBeNull();
});

test("a_small_picture_is_shown_without_a_word", () => {
  expect(coverOf({ ...FACTS, remote: { ...REMOTE, picture: "low" } })).toBeNull();
});

test("a_camera_switched_off_is_said_so", () => {
  expect(coverOf({ ...FACTS, seat: aSeat({ camera_off: true }) })).toContain("Camera off");
});

test("a_paused_picture_says_why", () => {
  const remote: Remote = { ...REMOTE, picture: "paused" };
  expect(coverOf({ ...FACTS, remote })).toBe("Picture paused to keep the sound clear.");
});

test("a_picture_that_has_not_come_yet_is_said_to_come", () => {
  expect(coverOf({ ...FACTS, drawn: false })).toContain("on its way");
  const remote: Remote = { ...REMOTE, picture: "none" };
  expect(coverOf({ ...FACTS, remote })).toContain("on its way");
});

test("a_picture_that_may_not_be_opened_says_why", () => {
  expect(coverOf({ ...FACTS, lock: "broken" })).toContain("do not match");
});

test("somebody_whose_line_dropped_is_said_to_be_coming_back", () => {
  expect(coverOf({ ...FACTS, seat: aSeat({ presence: "reconnecting" }) })).toContain("Coming back");
});

test("somebody_who_closed_the_page_is_said_to_be_gone", () => {
  expect(coverOf({ ...FACTS, seat: aSeat({ presence: "gone" }), remote: null })).toContain(
    "not here",
  );
});

test("somebody_who_is_still_on_the_way_is_waited_for", () => {
  expect(coverOf({ ...FACTS, seat: null, remote: null })).toBe("Waiting for Pat…");
});

test("one_s_own_connection_comes_before_anything_about_the_other", () => {
  expect(coverOf({ ...FACTS, seat: null, call: "closed" })).toBe("You left the call.");
  expect(coverOf({ ...FACTS, remote: null, call: "reconnecting" })).toBe("One moment…");
});
