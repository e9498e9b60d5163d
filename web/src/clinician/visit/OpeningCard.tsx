/** What must be settled before the talk begins: who this is, what they agreed to, and whether their devices work. */
import type { VisitView } from "../../contract/views.ts";
import { timeOf } from "../../staff/times.ts";
import { Icon } from "../../ui/icons.tsx";
import { ReadinessBadge } from "../quality/ReadinessBadge.tsx";

export function OpeningCard({ visit }: { visit: VisitView }) {
  return (
    <ul className="opening" aria-label="Before the visit">
      <Item
        done={visit.identity_confirmed_at !== null}
        yes={`Date of birth confirmed ${at(visit.identity_confirmed_at, visit.zone)}`}
        no="Date of birth not confirmed: ask for it."
      />
      <Item
        done={visit.consented_at !== null}
        yes={`Agreed to the video visit ${at(visit.consented_at, visit.zone)}`}
        no="No consent recorded: ask for it."
      />
      {visit.readiness !== null && (
        <li>
          <ReadinessBadge readiness={visit.readiness} zone={visit.zone} />
        </li>
      )}
    </ul>
  );
}

function at(instant: string | null, zone: string): string {
  return instant === null ? "" : `at ${timeOf(instant, zone)}`;
}

function Item({ done, yes, no }: { done: boolean; yes: string; no: string }) {
  return (
    <li className="opening-item" data-done={done || undefined}>
      <Icon name={done ? "check" : "alert"} />
      {done ? yes : no}
    </li>
  );
}
