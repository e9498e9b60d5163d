/** Date of birth, in three forgiving fields; the focus goes to what is wrong. */
import { type FormEvent, useState } from "react";
import { sentences } from "../../api/sentences.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import type { StepProps } from "../App.tsx";
import { type BirthDateProblem, readBirthDate, type Typed } from "../birthDate.ts";
import { Failure, Heading, Progress } from "../Page.tsx";

const PROBLEMS: Readonly<Record<BirthDateProblem, string>> = {
  missing: "Fill in the day, the month and the year.",
  day: "Check the day. This month does not have it.",
  month: "Check the month. Use a number from 1 to 12, or its name.",
  year: "Check the year. Use four numbers, for example 1984.",
  future: "Check the year. This date is in the future.",
};

const MISMATCH = `${sentences["identity.mismatch"]?.what} ${sentences["identity.mismatch"]?.todo}`;

const PARTS = [
  { name: "day", label: "Day", complete: "bday-day", length: 2 },
  { name: "month", label: "Month", complete: "bday-month", length: 9 },
  { name: "year", label: "Year", complete: "bday-year", length: 4 },
] as const;

interface Wrong {
  problem: BirthDateProblem;
  part: keyof Typed;
}

export function Identity({ visit, view }: StepProps) {
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const mismatch = !wrong && view.failure === "identity.mismatch";
  const words = wrong ? PROBLEMS[wrong.problem] : mismatch ? MISMATCH : null;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The form itself is asked: autofill does not always tell each field's change.
    const typed = typedInto(event.currentTarget);
    const read = readBirthDate(typed, new Date());
    setWrong("problem" in read ? { ...read, part: wrongPart(typed, read.problem) } : null);
    if ("date" in read) await visit.confirmIdentity(read.date);
    else focusOn(event.currentTarget, wrongPart(typed, read.problem));
  };
  return (
    <form className="stack" data-gap="large" noValidate onSubmit={submit}>
      <Progress step={1} />
      <div className="stack" data-gap="small">
        <Heading>When were you born?</Heading>
        <p className="lead">So that nobody else can join in your place.</p>
      </div>
      <fieldset className="stack birth" aria-describedby={words ? "birth-error" : "birth-hint"}>
        <legend className="field-label">Date of birth</legend>
        <p className="field-hint" id="birth-hint">
          For example: 27 3 1984
        </p>
        <div className="birth-parts">
          {PARTS.map(({ name, label, complete, length }) => (
            <label key={name} className="field" data-part={name}>
              <span className="field-label">{label}</span>
              <input
                className="input"
                name={name}
                inputMode={name === "month" ? "text" : "numeric"}
                autoComplete={complete}
                maxLength={length}
                required
                aria-invalid={mismatch || wrong?.part === name || undefined}
              />
            </label>
          ))}
        </div>
        <div aria-live="polite">{words && <FieldError id="birth-error">{words}</FieldError>}</div>
      </fieldset>
      {view.failure !== "identity.mismatch" && <Failure code={view.failure} />}
      <Button type="submit" tone="primary" size="large" block busy={view.busy}>
        Continue
      </Button>
    </form>
  );
}

function typedInto(form: HTMLFormElement): Typed {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  return { day: text("day"), month: text("month"), year: text("year") };
}

function wrongPart(typed: Typed, problem: BirthDateProblem): keyof Typed {
  if (problem === "future") return "year";
  if (problem !== "missing") return problem;
  return PARTS.find(({ name }) => !typed[name].trim())?.name ?? "day";
}

function focusOn(form: HTMLFormElement, part: keyof Typed): void {
  form.querySelector<HTMLInputElement>(`[name=${part}]`)?.focus();
}
