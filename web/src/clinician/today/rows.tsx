/** One visit of the day as a line; each group shows what matters for what happens next. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { VisitView } from "../../contract/views.ts";
import { LinkState, outcomeText, StateBadge } from "../../staff/StateBadge.tsx";
import { birthDateText, minutesSince, timeOf, waitedText } from "../../staff/times.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { needsSignature } from "./grouping.ts";

interface RowProps {
  visit: VisitView;
  tone?: "waiting" | "live" | "done";
  state: ReactNode;
  action: ReactNode;
}

function Row({ visit, tone, state, action }: RowProps) {
  return (
    <li className="visit-row" data-tone={tone}>
      <time className="visit-time" dateTime={visit.starts_at}>
        {timeOf(visit.starts_at, visit.zone)}
      </time>
      <div className="visit-who">
        <span className="visit-name">{visit.patient.display_name}</span>
        <span className="visit-born">born {birthDateText(visit.patient.birth_date)}</span>
      </div>
      <div className="visit-state">{state}</div>
      <div className="visit-action">{action}</div>
    </li>
  );
}

function OpenLink({
  visit,
  words,
  tone = "secondary",
}: {
  visit: VisitView;
  words: string;
  tone?: string;
}) {
  return (
    <Link className="button" data-tone={tone} data-size="small" href={`/app/visits/${visit.id}`}>
      {words}
      <span className="visually-hidden"> the visit of {visit.patient.display_name}</span>
    </Link>
  );
}

export interface WaitingRowProps {
  visit: VisitView;
  now: Date;
  busy: boolean;
  onAdmit: () => void;
}

export function WaitingRow({ visit, now, busy, onAdmit }: WaitingRowProps) {
  const waited = waitedText(minutesSince(visit.arrived_at ?? visit.starts_at, now));
  return (
    <Row
      visit={visit}
      tone="waiting"
      state={
        <>
          <Badge tone="warn" icon="clock">
            {waited}
          </Badge>
          {visit.identity_confirmed_at !== null && (
            <Badge tone="good" icon="check">
              Checked in
            </Badge>
          )}
        </>
      }
      action={
        <>
          <OpenLink visit={visit} words="Open" tone="quiet" />
          <Button tone="primary" icon="door" busy={busy} onClick={onAdmit}>
            Admit<span className="visually-hidden"> {visit.patient.display_name}</span>
          </Button>
        </>
      }
    />
  );
}

export function InProgressRow({ visit }: { visit: VisitView }) {
  return (
    <Row
      visit={visit}
      tone="live"
      state={<StateBadge state={visit.state} />}
      action={<OpenLink visit={visit} words="Return to" tone="primary" />}
    />
  );
}

export function NextRow({ visit, now }: { visit: VisitView; now: Date }) {
  const late = now.getTime() > new Date(visit.starts_at).getTime();
  return (
    <Row
      visit={visit}
      state={
        <>
          {late && <Badge tone="info">Not here yet</Badge>}
          <LinkState visit={visit} />
        </>
      }
      action={<OpenLink visit={visit} words="Open" />}
    />
  );
}

export function DoneRow({ visit }: { visit: VisitView }) {
  const sign = needsSignature(visit);
  return (
    <Row
      visit={visit}
      tone="done"
      state={
        visit.state === "completed" ? (
          <>
            <span>{outcomeText(visit.outcome)}</span>
            <Badge tone={sign ? "warn" : "good"} icon={sign ? "note" : "check"}>
              {sign ? "Note not signed" : "Note signed"}
            </Badge>
          </>
        ) : (
          <StateBadge state={visit.state} />
        )
      }
      action={<OpenLink visit={visit} words={sign ? "Finish" : "Open"} />}
    />
  );
}
