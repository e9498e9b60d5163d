/** What the browser's counters say about the connection, and how loud a voice is. */
import { expect, test } from "vitest";
import { loudness } from "../devices/level.ts";
import { judge, type Reading, read } from "../quality.ts";

const reading = (received: number, lost: number, roundTripMs: number | null = 20): Reading => ({
  received,
  lost,
  roundTripMs,
});

test("all_incoming_streams_are_counted_together", () => {
  const report = new Map([
    ["a", { type: "inbound-rtp", packetsReceived: 100, packetsLost: 1 }],
    ["b", { type: "inbound-rtp", packetsReceived: 50, packetsLost: 2 }],
    ["c", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2 }],
  ]);
  expect(read(report)).toEqual({ received: 150, lost: 3, roundTripMs: 200 });
});

test.each([
  [reading(200, 1), true, "good"],
  [reading(200, 20), true, "weak"],
  [reading(200, 0, 900), true, "weak"],
  [reading(100, 0), true, "stalled"],
  [reading(100, 0), false, "good"],
])("a_reading_is_judged", (now, expected, quality) => {
  expect(judge(reading(100, 0), now, expected)).toBe(quality);
});

test("silence_has_no_level", () => {
  expect(loudness(new Float32Array(64))).toBe(0);
});

test("ordinary_speech_lies_above_the_middle", () => {
  const level = loudness(new Float32Array(64).fill(0.06));
  expect(level).toBeGreaterThan(0.5);
  expect(level).toBeLessThan(0.7);
});
