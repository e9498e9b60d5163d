/** The practice's consent text, read and agreed to once; its version goes back to the server. */
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Choice, FieldError } from "../../ui/Field.tsx";
import type { StepProps } from "../App.tsx";
import { Failure, Heading, Progress } from "../Page.tsx";

export function Consent({ visit, view }: StepProps) {
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const consent = view.visit?.consent;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!agreed);
    if (agreed) await visit.consent();
  };
  return (
    <form className="stack" data-gap="large" noValidate onSubmit={submit}>
      <Progress step={2} />
      <div className="stack" data-gap="small">
        <Heading>
          {view.visit?.patient_given_name ? `Hello ${view.visit.patient_given_name}. ` : ""}
          Please read this
        </Heading>
      </div>
      <div className="card stack consent-text" lang={consent?.language}>
        {paragraphs(consent?.text ?? "").map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <div className="stack" data-gap="small">
        <Choice
          type="checkbox"
          label="I have read this and I agree"
          checked={agreed}
          aria-invalid={(missing && !agreed) || undefined}
          aria-describedby={missing && !agreed ? "consent-error" : undefined}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        <div aria-live="polite">
          {missing && !agreed && (
            <FieldError id="consent-error">
              Tick the box to go on. If you do not agree, call the clinic.
            </FieldError>
          )}
        </div>
      </div>
      <Failure code={view.failure} />
      <Button type="submit" tone="primary" size="large" block busy={view.busy}>
        Agree and continue
      </Button>
    </form>
  );
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean);
}
