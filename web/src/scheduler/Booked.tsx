/** A visit is booked: what was booked, the link to hand on, and the way to the next booking. */
import { useEffect, useRef } from "react";
import type { BookedView } from "../contract/views.ts";
import { dayOf, timeOf } from "../staff/times.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/icons.tsx";
import { Invitation } from "./Invitation.tsx";

export function Booked({ booked, onAnother }: { booked: BookedView; onAnother: () => void }) {
  const { visit, invitation } = booked;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card booked" aria-labelledby="booked-title">
      <div className="booked-head">
        <span className="quiet-mark" data-tone="good">
          <Icon name="check" />
        </span>
        <div>
          <h2 id="booked-title" ref={heading} tabIndex={-1}>
            Booked
          </h2>
          <p>
            {visit.patient.display_name} with {visit.clinician.display_name}
            <br />
            {dayOf(visit.starts_at, visit.zone)}, {timeOf(visit.starts_at, visit.zone)} to{" "}
            {timeOf(visit.ends_at, visit.zone)}
          </p>
        </div>
      </div>
      <Invitation invitation={invitation} zone={visit.zone} />
      <Button tone="primary" icon="plus" onClick={onAnother}>
        Book another
      </Button>
    </section>
  );
}
