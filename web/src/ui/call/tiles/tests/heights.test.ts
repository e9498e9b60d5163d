import { expect, test } from "vitest";
import { VirtualClock } from "../../../../state/tests/virtualClock.ts";
import { Heights } from "../heights.ts";

function watching() {
  const clock = new VirtualClock();
  const told: number[] = [];
  return { clock, told, heights: new Heights((height) => told.push(height), clock) };
}

test("a_height_is_told_once_it_has_come_to_rest", async () => {
  const { clock, told, heights } = watching();
  for (const height of [100, 200, 300]) {
    heights.changed(height);
    await clock.advance(100);
  }
  expect(told).toEqual([]);
  await clock.advance(300);
  expect(told).toEqual([300]);
});

test("changes_are_told_at_most_once_a_second", async () => {
  const { clock, told, heights } = watching();
  heights.changed(100);
  await clock.advance(400);
  heights.changed(200);
  await clock.advance(500);
  expect(told).toEqual([100]);
  await clock.advance(1_000);
  expect(told).toEqual([100, 200]);
});

test("the_same_height_and_none_at_all_are_not_told", async () => {
  const { clock, told, heights } = watching();
  for (const height of [100, 100.2, 0]) {
    heights.changed(height);
    await clock.advance(2_000);
  }
  expect(told).toEqual([100]);
});

test("nothing_is_told_after_the_end", async () => {
  const { clock, told, heights } = watching();
  heights.changed(100);
  heights.stop();
  await clock.advance(2_000);
  expect(told).toEqual([]);
});
