import { describe, expect, test } from "vitest";
import {
  addDays,
  birthDateText,
  dayIn,
  dayText,
  isDay,
  minutesSince,
  pageLocale,
  timeOf,
  waitedText,
  weekFrom,
  zoneText,
} from "../times";

const WINTER = "2026-11-23T09:30:00Z";
const SUMMER = "2026-07-23T09:30:00Z";

describe("times of the practice", () => {
  test("a time is shown in the practice's zone, summer and winter", () => {
    expect(timeOf(WINTER, "Europe/Berlin", "en-GB")).toBe("10:30");
    expect(timeOf(SUMMER, "Europe/Berlin", "en-GB")).toBe("11:30");
    expect(timeOf("2026-11-23T07:30:00Z", "Europe/Berlin", "en-GB")).toBe("08:30");
    expect(timeOf(WINTER, "Asia/Kolkata", "en-GB")).toBe("15:00");
  });

  test("an American browser reads a twelve-hour clock", () => {
    expect(timeOf("2026-11-23T19:30:00Z", "America/New_York", "en-US")).toMatch(/^2:30\sPM$/);
  });

  test("a browser without English falls back to the twenty-four-hour clock", () => {
    expect(pageLocale(["de-DE", "fr"])).toBe("en-GB");
    expect(pageLocale(["de-DE", "en-US"])).toBe("en-US");
  });

  test("the practice's day differs from the day in Greenwich late in the evening", () => {
    const late = new Date("2026-11-23T23:30:00Z");
    expect(dayIn("Europe/Berlin", late)).toBe("2026-11-24");
    expect(dayIn("America/New_York", late)).toBe("2026-11-23");
  });

  test("adding days crosses a month, a leap day and a clock change", () => {
    expect(addDays("2026-11-30", 1)).toBe("2026-12-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-10-25", 1)).toBe("2026-10-26");
  });

  test("the week begins today and later weeks follow in sevens", () => {
    expect(weekFrom("2026-11-22", "2026-11-22")[0]).toBe("2026-11-22");
    expect(weekFrom("2026-11-22", "2026-11-28")).toEqual(weekFrom("2026-11-22", "2026-11-22"));
    expect(weekFrom("2026-11-22", "2026-11-29")[0]).toBe("2026-11-29");
    expect(weekFrom("2026-11-22", "2026-12-05")[6]).toBe("2026-12-05");
  });

  test("a day in words has no trace of this computer's zone", () => {
    expect(dayText("2026-11-23", "full", "en-GB")).toMatch(/^Monday,? 23 November$/);
    expect(birthDateText("1958-03-04", "en-GB")).toBe("4 Mar 1958");
  });

  test("text that is not a day is told apart", () => {
    expect(isDay("2026-11-23")).toBe(true);
    expect(isDay("2026-13-40")).toBe(false);
    expect(isDay("tomorrow")).toBe(false);
  });

  test("the zone is named by its city and its offset", () => {
    expect(zoneText("Europe/Berlin", new Date(WINTER), "en-GB")).toBe("Berlin time, CET");
    expect(zoneText("America/New_York", new Date(WINTER), "en-US")).toBe("New York time, EST");
  });

  test("a clock behind the server's never shows a negative wait", () => {
    expect(minutesSince(WINTER, new Date("2026-11-23T09:29:00Z"))).toBe(0);
    expect(minutesSince(WINTER, new Date("2026-11-23T09:41:59Z"))).toBe(11);
  });

  test("Waiting is told in minutes, then hours", () => {
    expect(waitedText(0)).toBe("Just arrived");
    expect(waitedText(7)).toBe("Waiting 7 min");
    expect(waitedText(65)).toBe("Waiting 1 h 5 min");
  });
});
