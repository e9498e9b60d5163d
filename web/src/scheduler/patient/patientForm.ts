/** From the form's words to a new patient, or a sentence per field that is not right. */
import type { NewPatient } from "../../api/staff.ts";
import { type Day, isDay } from "../../staff/times.ts";

export type PatientField = "given_name" | "family_name" | "birth_date" | "email" | "phone";
export type PatientErrors = Partial<Record<PatientField, string>>;
export type PatientWords = Record<PatientField, string>;

const EARLIEST: Day = "1900-01-01";

export function errorsIn(words: PatientWords, today: Day): PatientErrors {
  const { birth_date: born, email, phone } = words;
  const reachable = email !== "" || phone !== "";
  return {
    ...(words.given_name === "" && { given_name: "Enter the given name." }),
    ...(words.family_name === "" && { family_name: "Enter the family name." }),
    ...(!isDay(born) && { birth_date: "Enter the date of birth." }),
    ...(isDay(born) && born > today && { birth_date: "This date is in the future." }),
    ...(isDay(born) && born < EARLIEST && { birth_date: "Check the year." }),
    ...(email !== "" && !/^\S+@\S+\.\S+$/.test(email) && { email: "Check the e-mail address." }),
    ...(!reachable && { email: "Enter an e-mail address or a phone number." }),
  };
}

export function patientFrom(words: PatientWords, zone: string): NewPatient {
  const { given_name, family_name, birth_date, email, phone } = words;
  return {
    given_name,
    family_name,
    birth_date,
    email: email === "" ? null : email,
    phone: phone === "" ? null : phone,
    language: "en",
    zone,
  };
}

/** The server's complaints, one sentence per field that this form has; paths look like "email" or "body.email". */
export function errorsFrom(fields: readonly { path: string }[]): PatientErrors {
  const known: readonly PatientField[] = [
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "phone",
  ];
  const found = known.filter((name) =>
    fields.some(({ path }) => path.split(/[./]/).includes(name)),
  );
  return Object.fromEntries(found.map((name) => [name, "Check this field."]));
}
