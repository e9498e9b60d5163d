/** Times as a patient reads them. */
import { expect, test } from "vitest";
import { countdown, dayWords, deviceTime, timeWords, waited, zoneWords } from "../when.ts";

const START = "2026-11-23T13:30:00Z";
const at = (instant: string) => Date.parse(instant);

test("a_visit_is_shown_in_its_own_zone", () => {
  expect(dayWords(START, "Europe/Berlin")).toBe("Monday, November 23");
  expect(timeWords(START, "Europe/Berlin")).toBe("2:30\u00a0PM");
});

test("a_zone_is_named_by_its_city", () => {
  expect(zoneWords("America/New_York")).toBe("New York time");
});

test("a_device_in_another_zone_gets_its_own_line", () => {
  expect(deviceTime(START, "Europe/Berlin", "Asia/Tokyo")).toBe("Monday 10:30\u00a0PM");
});

test("a_device_in_a_zone_with_the_same_clock_gets_none", () => {
  expect(deviceTime(START, "Europe/Berlin", "Europe/Paris")).toBeNull();
});

test.each([
  ["2026-11-21T13:00:00Z", "in 2 days"],
  ["2026-11-23T10:30:00Z", "in 3 hours"],
  ["2026-11-23T13:18:30Z", "in 12 minutes"],
  ["2026-11-23T13:29:00Z", "in 1 minute"],
  ["2026-11-23T13:30:20Z", "now"],
  ["2026-11-23T13:34:00Z", "started 4 minutes ago"],
  ["2026-11-23T18:00:00Z", "started earlier"],
])("at %s the visit is %s", (now, words) => {
  expect(countdown(START, at(now))).toBe(words);
});

test("a_wait_is_told_in_minutes", () => {
  expect(waited(0, 30_000)).toBe("less than a minute");
  expect(waited(0, 61_000)).toBe("1 minute");
});
