/** Who is there, through a restart of the server. */
import { beforeEach, expect, test } from "vitest";
import type { Seat } from "../../contract/signaling.ts";
import { VirtualClock } from "../../state/tests/virtualClock.ts";
import { GRACE_MS, Seating } from "../seats.ts";

let clock: VirtualClock;
let seating: Seating;
let shown: string[];

beforeEach(() => {
  clock = new VirtualClock();
  shown = [];
  seating = new Seating(clock, (seats) => {
    shown.push(seats.map(({ seat, presence }) => `${seat} ${presence}`).join(", "));
  });
  seating.returned();
  seating.take([seat("me"), seat("doctor")]);
});

function seat(name: string, presence: Seat["presence"] = "present"): Seat {
  return {
    seat: name,
    role: "patient",
    name,
    presence,
    in_call: true,
    muted: false,
    camera_off: false,
    sharing: true,
  };
}

function lastShown(): string | undefined {
  return shown.at(-1);
}

test("whoever_a_restart_made_the_server_forget_is_coming_back", () => {
  seating.returned();
  seating.take([seat("me")]);
  expect(lastShown()).toBe("me present, doctor reconnecting");
  seating.take([seat("me"), seat("doctor")]);
  expect(lastShown()).toBe("me present, doctor present");
});

test("whoever_is_coming_back_is_in_no_call_and_shares_nothing", () => {
  const told: Seat[][] = [];
  const watching = new Seating(clock, (seats) => told.push(seats));
  watching.take([seat("me"), seat("doctor")]);
  watching.returned();
  watching.take([seat("me")]);
  expect(told.at(-1)?.[1]).toMatchObject({ in_call: false, sharing: false });
});

test("whoever_does_not_come_within_the_grace_is_not_there", async () => {
  seating.returned();
  seating.take([seat("me")]);
  await clock.advance(GRACE_MS);
  expect(lastShown()).toBe("me present");
});

test("somebody_who_was_gone_before_is_not_awaited", () => {
  seating.take([seat("me"), seat("doctor", "gone")]);
  seating.returned();
  seating.take([seat("me")]);
  expect(lastShown()).toBe("me present");
});

test("whoever_leaves_a_server_that_knows_everybody_is_not_awaited", () => {
  seating.take([seat("me")]);
  expect(lastShown()).toBe("me present");
});

test("after_the_grace_a_snapshot_is_taken_as_it_is", async () => {
  seating.returned();
  await clock.advance(GRACE_MS);
  seating.take([seat("me")]);
  expect(lastShown()).toBe("me present");
});

test("two_restarts_in_a_row_forget_nobody", async () => {
  seating.returned();
  seating.take([seat("me")]);
  await clock.advance(GRACE_MS / 2);
  seating.returned();
  seating.take([seat("me")]);
  await clock.advance(GRACE_MS - 1);
  expect(lastShown()).toBe("me present, doctor reconnecting");
});

test("a_closed_seating_says_nothing_any_more", async () => {
  seating.returned();
  seating.close();
  const before = shown.length;
  await clock.advance(2 * GRACE_MS);
  expect(shown.length).toBe(before);
});
