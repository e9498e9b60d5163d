/** What the browser's counters say about the connection, and how loud a voice is. */
import { expect, test } from "vitest";
import { loudness } from "../devices/level.ts";
import { frozen, judge, type Reading, read } from "../quality.ts";

const reading = (received: number, lost: number, roundTripMs: number | null = 20): Reading => ({
  received,
  lost,
  roundTripMs,
  freezes: 0,
  frozenMs: 0,
});

test("all_incoming_streams_are_counted_together", () => {
  const report = new Map([
    ["a", { type: "inbound-rtp", packetsReceived: 100, packetsLost: 1, freezeCount: 2 }],
    ["b", { type: "inbound-rtp", packetsReceived: 50, packetsLost: 2, totalFreezesDuration: 1.5 }],
    ["c", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2 }],
  ]);
  expect(read(report)).toEqual({
    received: 150,
    lost: 3,
    roundTripMs: 200,
    freezes: 2,
    frozenMs: 1500,
  });
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

test.each([
  ["nothing stood still", 2, 700.4, null],
  ["two times more", 4, 1_900.4, { freezes: 2, frozenMs: 1_200 }],
  ["longer than one message may say", 3, 90_000, { freezes: 1, frozenMs: 60_000 }],
  ["a counter that went back", 3, 0, { freezes: 1, frozenMs: 0 }],
])("what_stood_still_between_two_readings: %s", (_, freezes, frozenMs, expected) => {
  const before = { ...reading(100, 0), freezes: 2, frozenMs: 700.4 };
  expect(frozen(before, { ...reading(200, 0), freezes, frozenMs })).toEqual(expected);
});

test("silence_has_no_level", () => {
  expect(loudness(new Float32Array(64))).toBe(0);
});

test("ordinary_speech_lies_above_the_middle", () => {
  const level = loudness(new Float32Array(64).fill(0.06));
  expect(level).toBeGreaterThan(0.5);
  expect(level).toBeLessThan(0.7);
});
