/** The frame of every calm step: who the clinic is, how to call it, and one heading that takes focus. */
import { type ReactNode, useEffect, useRef } from "react";
import { sentences } from "../api/sentences.ts";
import { Icon } from "../ui/icons";
import { Notice } from "../ui/Notice.tsx";

export interface Clinic {
  name: string;
  phone: string;
}

export function Page({ clinic, children }: { clinic: Clinic | null; children: ReactNode }) {
  return (
    <div className="patient-page">
      <header className="patient-header">
        <span className="patient-clinic">
          <span className="patient-mark" aria-hidden="true" />
          {clinic?.name ?? "Video visit"}
        </span>
        {clinic && <PhoneLink clinic={clinic} short />}
      </header>
      <main className="patient-main">{children}</main>
    </div>
  );
}

/** `short` shows a word instead of the number where there is little room. */
export function PhoneLink({ clinic, short = false }: { clinic: Clinic; short?: boolean }) {
  return (
    <a
      className="phone-link"
      href={`tel:${clinic.phone.replace(/[^+\d]/g, "")}`}
      aria-label={`Call the clinic: ${clinic.phone}`}
      data-short={short || undefined}
    >
      {short && <Icon name="phone" />}
      <span className="phone-word">Call</span>
      <span className="phone-number numbers">{clinic.phone}</span>
    </a>
  );
}

/** A new step starts here, for eyes and for screen readers. */
export function Heading({ children, hidden = false }: { children: ReactNode; hidden?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1} className={hidden ? "visually-hidden" : undefined}>
      {children}
    </h1>
  );
}

const STEPS = ["Who you are", "Consent", "Camera and sound"];

export function Progress({ step }: { step: 1 | 2 | 3 }) {
  return (
    <div className="progress">
      <p className="progress-words">
        Step {step} of {STEPS.length}
        <span className="visually-hidden">: {STEPS[step - 1]}</span>
      </p>
      <div className="progress-bars" aria-hidden="true">
        {STEPS.map((name, index) => (
          <span key={name} data-done={index < step || undefined} />
        ))}
      </div>
    </div>
  );
}

/** The last request's failure as a sentence with one thing to do. */
export function Failure({ code }: { code: string | null }) {
  if (code === null) return null;
  const sentence = sentences[code] ?? sentences["internal"];
  return (
    <Notice tone="danger" title={sentence?.what} live="assertive">
      {sentence?.todo}
    </Notice>
  );
}
