import { expect, test } from "vitest";
import { initialsOf, othersOf } from "../people.ts";
import { aSeat } from "./aSeat.ts";

test("the_person_whom_the_page_is_about_comes_first", () => {
  const seats = [
    aSeat({ seat: "own", role: "clinician" }),
    aSeat({ seat: "colleague", role: "clinician" }),
    aSeat({ seat: "pat", role: "patient" }),
  ];
  expect(othersOf(seats, "own", "patient").map(({ seat }) => seat)).toEqual(["pat", "colleague"]);
});

test("whoever_has_left_is_not_shown", () => {
  const seats = [aSeat({ seat: "pat" }), aSeat({ seat: "colleague", presence: "gone" })];
  expect(othersOf(seats, "own", "patient").map(({ seat }) => seat)).toEqual(["pat"]);
});

test("the_empty_place_of_the_person_whom_the_page_is_about_stays", () => {
  const seats = [
    aSeat({ seat: "pat", presence: "gone" }),
    aSeat({ seat: "colleague", role: "clinician" }),
  ];
  expect(othersOf(seats, "own", "patient").map(({ seat }) => seat)).toEqual(["pat", "colleague"]);
});

test("no_more_than_five_others_are_shown", () => {
  const seats = Array.from({ length: 9 }, (_, index) => aSeat({ seat: `s${index}` }));
  expect(othersOf(seats, "own", "patient")).toHaveLength(5);
});

test("initials_come_from_the_first_and_the_last_name_and_leave_titles_out", () => {
  expect(initialsOf("Maya Anna Lindqvist")).toBe("ML");
  expect(initialsOf("Dr. Maya Lindqvist")).toBe("ML");
  expect(initialsOf("Øyvind")).toBe("Ø");
  expect(initialsOf("")).toBe("");
});
