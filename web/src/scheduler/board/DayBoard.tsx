/** Every visit of the practice on one day, live, with a fresh link or a cancellation one press away. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { visitsOf } from "../../staff/queries.ts";
import { LinkState, StateBadge } from "../../staff/StateBadge.tsx";
import { useApi } from "../../staff/session/context.tsx";
import { type Day, dayText, timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { CancelVisit } from "./CancelVisit.tsx";
import { FreshLink } from "./FreshLink.tsx";

type Asking = { what: "link" | "cancel"; visit: VisitView } | null;

export function DayBoard({ day }: { day: Day }) {
  const visits = useQuery(visitsOf(useApi(), day));
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  return (
    <section className="board" aria-labelledby="board-title">
      <h2 id="board-title" className="group-title">
        {dayText(day, "full")}
        {visits.data !== undefined && visits.data.length > 0 && (
          <span className="count">{visits.data.length}</span>
        )}
      </h2>
      {visits.isPending && <Spinner>Loading the day…</Spinner>}
      {visits.isError && visits.data === undefined && (
        <Notice tone="danger" live="assertive" title={sentenceFor(visits.error).what}>
          {sentenceFor(visits.error).todo}
        </Notice>
      )}
      {visits.data?.length === 0 && <p className="empty">No visits on this day yet.</p>}
      {visits.data !== undefined && visits.data.length > 0 && (
        <ul className="visit-list">
          {[...visits.data].sort(byStart).map((visit) => (
            <BoardRow
              key={visit.id}
              visit={visit}
              onLink={() => setAsking({ what: "link", visit })}
              onCancel={() => setAsking({ what: "cancel", visit })}
            />
          ))}
        </ul>
      )}
      <FreshLink visit={asking?.what === "link" ? asking.visit : null} onClose={close} />
      <CancelVisit visit={asking?.what === "cancel" ? asking.visit : null} onClose={close} />
    </section>
  );
}

function byStart(one: VisitView, other: VisitView): number {
  return one.starts_at.localeCompare(other.starts_at);
}

interface BoardRowProps {
  visit: VisitView;
  onLink: () => void;
  onCancel: () => void;
}

function BoardRow({ visit, onLink, onCancel }: BoardRowProps) {
  const open = visit.state === "booked" || visit.state === "waiting";
  const whose = <span className="visually-hidden"> for {visit.patient.display_name}</span>;
  return (
    <li className="visit-row" data-kind="board" data-tone={open ? undefined : "done"}>
      <time className="visit-time" dateTime={visit.starts_at}>
        {timeOf(visit.starts_at, visit.zone)}
      </time>
      <div className="visit-who">
        <span className="visit-name">{visit.patient.display_name}</span>
        <span className="visit-born">with {visit.clinician.display_name}</span>
      </div>
      <div className="visit-state">
        <StateBadge state={visit.state} />
        {visit.state === "booked" && <LinkState visit={visit} />}
      </div>
      {open && (
        <div className="visit-action">
          <Button size="small" tone="quiet" icon="link" onClick={onLink}>
            New link{whose}
          </Button>
          <Button size="small" tone="quiet" icon="close" onClick={onCancel}>
            Cancel{whose}
          </Button>
        </div>
      )}
    </li>
  );
}
