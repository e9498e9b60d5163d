/** The replay window against a memory of everything. */
import { expect, test } from "vitest";
import { ReplayWindow, WINDOW } from "../../frames/replay.ts";
import { seeded } from "../seeded.ts";

test("counters_are_accepted_once_in_any_order_within_the_window", () => {
  const random = seeded(7);
  const replay = new ReplayWindow();
  const seen = new Set<number>();
  let highest = -1;
  for (let round = 0; round < 20_000; round += 1) {
    const ctr = Math.max(0, highest + 40 - Math.floor(random() * (WINDOW + 200)));
    const isNew = !seen.has(ctr) && ctr > highest - WINDOW;
    expect(replay.accept(BigInt(ctr))).toBe(isNew);
    if (isNew) seen.add(ctr);
    highest = Math.max(highest, ...(isNew ? [ctr] : []));
  }
});

test("the_window_holds_1024_counters", () => {
  const replay = new ReplayWindow();
  expect(replay.accept(1023n)).toBe(true);
  expect(replay.accept(0n)).toBe(true);
  expect(replay.accept(1024n)).toBe(true);
  expect(replay.accept(0n)).toBe(false);
  expect(replay.accept(1n)).toBe(true);
});

test("a_great_leap_forgets_nothing_that_could_come_again", () => {
  const replay = new ReplayWindow();
  for (const ctr of [5n, 5n + BigInt(WINDOW) * 1000n, 2n ** 63n]) {
    expect(replay.accept(ctr)).toBe(true);
    expect(replay.accept(ctr)).toBe(false);
  }
  expect(replay.accept(5n)).toBe(false);
});
