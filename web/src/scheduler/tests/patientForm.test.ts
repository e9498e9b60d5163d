import { expect, test } from "vitest";
import { errorsFrom, errorsIn, patientFrom } from "../patient/patientForm.ts";

const TODAY = "2026-11-23";
const WORDS = {
  given_name: "Pat",
  family_name: "Example",
  birth_date: "1970-01-01",
  email: "pat@example.org",
  phone: "",
};

test("a complete form has no errors and leaves out what was not given", () => {
  expect(errorsIn(WORDS, TODAY)).toEqual({});
  expect(patientFrom(WORDS, "Europe/Berlin")).toMatchObject({ phone: null, zone: "Europe/Berlin" });
});

test("an unreachable patient cannot be invited", () => {
  expect(errorsIn({ ...WORDS, email: "" }, TODAY)).toHaveProperty("email");
  expect(errorsIn({ ...WORDS, email: "", phone: "030 1" }, TODAY)).toEqual({});
});

test("a date of birth in the future or before 1900 is a slip", () => {
  expect(errorsIn({ ...WORDS, birth_date: "2026-11-24" }, TODAY)).toHaveProperty("birth_date");
  expect(errorsIn({ ...WORDS, birth_date: "0196-01-01" }, TODAY)).toHaveProperty("birth_date");
});

test("the server's complaint lands on the field it is about", () => {
  expect(Object.keys(errorsFrom([{ path: "body.email" }, { path: "unknown" }]))).toEqual(["email"]);
});
