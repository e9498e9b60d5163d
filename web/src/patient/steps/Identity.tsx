/** Date of birth, in three forgiving fields; the focus goes to what is wrong. */
import { type FormEvent, useRef, useState } from "react";
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

const PARTS = [
  { name: "day", label: "Day", complete: "bday-day", length: 2 },
  { name: "month", label: "Month", complete: "bday-month", length: 9 },
  { name: "year", label: "Year", complete: "bday-year", length: 4 },
] as const;

export function Identity({ visit, view }: StepProps) {
  const [typed, setTyped] = useState<Typed>({ day: "", month: "", year: "" });
  const [problem, setProblem] = useState<BirthDateProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const wrong = problem ? PROBLEMS[problem] : mismatch(view.failure);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = readBirthDate(typed, new Date());
    setProblem("problem" in read ? read.problem : null);
    if ("date" in read) await visit.confirmIdentity(read.date);
    else focusPart(form.current, typed, read.problem);
  };
  return (
    <form ref={form} className="stack" data-gap="large" noValidate onSubmit={submit}>
      <Progress step={1} />
      <div className="stack" data-gap="small">
        <Heading>When were you born?</Heading>
        <p className="lead">So that nobody else can join in your place.</p>
      </div>
      <fieldset className="stack birth" aria-describedby={wrong ? "birth-error" : "birth-hint"}>
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
                aria-invalid={partIsWrong(name, typed, problem, view.failure) || undefined}
                value={typed[name]}
                onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
              />
            </label>
          ))}
        </div>
        <div aria-live="polite">{wrong && <FieldError id="birth-error">{wrong}</FieldError>}</div>
      </fieldset>
      {view.failure !== "identity.mismatch" && <Failure code={view.failure} />}
      <Button type="submit" tone="primary" size="large" block busy={view.busy}>
        Continue
      </Button>
    </form>
  );
}

function mismatch(failure: string | null): string | null {
  if (failure !== "identity.mismatch") return null;
  const sentence = sentences[failure];
  return sentence ? `${sentence.what} ${sentence.todo}` : null;
}

function partIsWrong(
  part: keyof Typed,
  typed: Typed,
  problem: BirthDateProblem | null,
  failure: string | null,
): boolean {
  if (problem === null) return failure === "identity.mismatch";
  return firstWrong(typed, problem) === part;
}

function firstWrong(typed: Typed, problem: BirthDateProblem): keyof Typed {
  if (problem === "future") return "year";
  if (problem !== "missing") return problem;
  return PARTS.find(({ name }) => !typed[name].trim())?.name ?? "day";
}

function focusPart(form: HTMLFormElement | null, typed: Typed, problem: BirthDateProblem): void {
  form?.querySelector<HTMLInputElement>(`[name=${firstWrong(typed, problem)}]`)?.focus();
}
