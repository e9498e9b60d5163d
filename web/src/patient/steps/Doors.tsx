/** Before a visit is known: opening, a link that opens nothing, a server that does not answer. */
import { Button } from "../../ui/Button.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import type { StepProps } from "../App.tsx";
import { Heading, PhoneLink } from "../Page.tsx";

export function Opening() {
  return (
    <div className="opening">
      <Spinner>Opening your visit…</Spinner>
    </div>
  );
}

export function DeadLink({ view }: StepProps) {
  const phone = view.visit?.practice ?? clinicOfLink(view);
  return (
    <div className="stack" data-gap="large">
      <div className="stack" data-gap="small">
        <Heading>This link does not work any more</Heading>
        <p className="lead">
          A link works once, in one browser. Perhaps you opened it on another device, or the clinic
          sent a newer one.
        </p>
      </div>
      <section className="card stack" data-gap="small" aria-label="What to do">
        <h2>What to do</h2>
        <ol className="steps">
          <li>Look for the newest message from your clinic and open that link.</li>
          <li>Did you open the link on another phone or computer? Go on there.</li>
          <li>Or call the clinic and ask for a new link.</li>
        </ol>
        {phone && <PhoneLink clinic={phone} />}
      </section>
    </div>
  );
}

export function Trouble({ visit }: StepProps) {
  return (
    <div className="stack" data-gap="large">
      <div className="stack" data-gap="small">
        <Heading>We cannot reach the clinic</Heading>
        <p className="lead">Check your internet connection, then try again.</p>
      </div>
      <Button tone="primary" size="large" block icon="refresh" onClick={() => visit.reopen()}>
        Try again
      </Button>
    </div>
  );
}

function clinicOfLink({ link }: StepProps["view"]) {
  return link ? { name: link.practice_name, phone: link.practice_phone } : null;
}
