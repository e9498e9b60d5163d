/** The visit is over: how it ended, and what is left to do. */
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { Link } from "wouter";
import type { VisitView } from "../../contract/views.ts";
import { outcomeText } from "../../staff/StateBadge.tsx";
import { minutesSince, timeOf } from "../../staff/times.ts";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Spinner } from "../../ui/Spinner.tsx";

const CLOSED: Partial<Record<VisitView["state"], { title: string; words: string }>> = {
  cancelled: { title: "This visit was cancelled", words: "The patient's link no longer works." },
  no_show: { title: "The patient did not come", words: "The visit is closed." },
};

type Section = ComponentType<{ visit: VisitView }>;

/** Charts are heavy, and whoever has no visit to look back at never loads them. */
const VisitQuality = lazy(
  (): Promise<{ default: Section }> =>
    import("../quality/VisitQuality.tsx").catch(() => ({ default: NotLoaded })),
);

function NotLoaded() {
  return (
    <Notice tone="info" title="How the connection was cannot be shown">
      Load this page again to see it.
    </Notice>
  );
}

/** Below the note, which is the work left to do. */
export function HowItWent({ visit }: { visit: VisitView }) {
  return (
    <Suspense fallback={<Spinner>Loading how the connection was…</Spinner>}>
      <VisitQuality visit={visit} />
    </Suspense>
  );
}

export function Afterwards({ visit }: { visit: VisitView }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The call and its buttons are gone: focus must not fall back to the top of the page.
  useEffect(() => heading.current?.focus(), []);
  const closed = CLOSED[visit.state];
  const toSign = visit.state === "completed" && visit.note_status !== "signed";
  return (
    <section className="card quiet-card">
      <span className="quiet-mark" data-tone={closed === undefined ? "good" : undefined}>
        <Icon name={closed === undefined ? "check" : "close"} />
      </span>
      <h2 ref={heading} tabIndex={-1}>
        {closed?.title ?? "The visit has ended"}
      </h2>
      {closed === undefined ? <Summary visit={visit} /> : <p className="soft">{closed.words}</p>}
      {toSign && <p>One thing is left: read through the note, then sign it.</p>}
      <Link className="button" data-tone={toSign ? "secondary" : "primary"} href="/app/today">
        Back to today
      </Link>
    </section>
  );
}

function Summary({ visit }: { visit: VisitView }) {
  const { admitted_at: from, ended_at: to, zone } = visit;
  return (
    <dl className="facts">
      <dt>Outcome</dt>
      <dd>{outcomeText(visit.outcome)}</dd>
      {from !== null && to !== null && (
        <>
          <dt>Time</dt>
          <dd>
            {timeOf(from, zone)} to {timeOf(to, zone)},{" "}
            {lengthText(minutesSince(from, new Date(to)))}
          </dd>
        </>
      )}
    </dl>
  );
}

function lengthText(minutes: number): string {
  return minutes < 1 ? "less than a minute" : `${minutes} min`;
}
