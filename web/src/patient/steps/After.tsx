/** The visit is over, one way or another: said plainly, with what to do next. */
import type { VisitState } from "../../contract/views.ts";
import type { StepProps } from "../App.tsx";
import { Heading, PhoneLink } from "../Page.tsx";

const WORDS: Readonly<Partial<Record<VisitState, { title: string; text: string }>>> = {
  completed: {
    title: "Your visit has ended",
    text: "Thank you. Your camera and microphone are off. You can close this page.",
  },
  cancelled: {
    title: "This visit was cancelled",
    text: "Call the clinic if you would like another time.",
  },
  no_show: {
    title: "This visit is closed",
    text: "Its time has passed. Call the clinic and they will find another time with you.",
  },
};

export function After({ view }: StepProps) {
  const my = view.visit;
  const words = WORDS[my?.state ?? "completed"];
  return (
    <div className="stack" data-gap="large">
      <div className="stack" data-gap="small">
        <Heading>{words?.title}</Heading>
        <p className="lead">{words?.text}</p>
      </div>
      {my && (
        <section className="card stack" data-gap="small" aria-label="Contact">
          <p>
            Do you still have a question for {my.clinician_name}? Call {my.practice.name}:
          </p>
          <PhoneLink clinic={my.practice} />
        </section>
      )}
      <p className="soft small">
        In an emergency, call your local emergency number. Do not wait for the clinic.
      </p>
    </div>
  );
}
