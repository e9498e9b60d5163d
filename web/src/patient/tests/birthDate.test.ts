/** Dates of birth as people type them. */
import { expect, test } from "vitest";
import { readBirthDate } from "../birthDate.ts";

const TODAY = new Date("2026-11-23T12:00:00Z");
const read = (day: string, month: string, year: string) =>
  readBirthDate({ day, month, year }, TODAY);

test.each([
  ["27", "3", "1984", "1984-03-27"],
  [" 7 ", "03", "84", "1984-03-07"],
  ["7", "March", "1984", "1984-03-07"],
  ["7", "sept", "05", "2005-09-07"],
  ["29", "2", "2000", "2000-02-29"],
])("%s %s %s is understood", (day, month, year, date) => {
  expect(read(day, month, year)).toEqual({ date });
});

test.each([
  ["", "3", "1984", "missing"],
  ["31", "4", "1984", "day"],
  ["29", "2", "1999", "day"],
  ["x", "2", "1999", "day"],
  ["1", "13", "1984", "month"],
  ["1", "?", "1984", "month"],
  ["1", "1", "198", "year"],
  ["1", "1", "1850", "year"],
  ["24", "11", "2026", "future"],
])("%s %s %s has a wrong %s", (day, month, year, problem) => {
  expect(read(day, month, year)).toEqual({ problem });
});
