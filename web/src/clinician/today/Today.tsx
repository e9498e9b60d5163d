/** The clinician's day: who waits now, who is next, what is done, and which notes still want a signature. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import { useDeskLine } from "../../staff/desk.tsx";
import { visitsOf } from "../../staff/queries.ts";
import { useApi, useMe } from "../../staff/session/context.tsx";
import { Failed } from "../../staff/shell/Failed.tsx";
import { PageHeading } from "../../staff/shell/PageHeading.tsx";
import { useNow } from "../../staff/shell/useNow.ts";
import { dayIn, dayText, zoneText } from "../../staff/times.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { useChime } from "./ArrivalWatch.tsx";
import { groupDay, needsSignature } from "./grouping.ts";
import { DoneRow, InProgressRow, NextRow, WaitingRow } from "./rows.tsx";
import { SoundToggle } from "./SoundToggle.tsx";
import { useAdmit } from "./useAdmit.ts";

export function Today() {
  const { practice } = useMe();
  const now = useNow();
  const day = dayIn(practice.zone, now);
  const chime = useChime();
  const line = useDeskLine();
  return (
    <div className="today stack" data-gap="large">
      <header className="page-head">
        <div>
          <PageHeading title="Today" />
          <p className="soft">
            {dayText(day, "full")} <span className="dot" aria-hidden="true" />{" "}
            {zoneText(practice.zone, now)}
          </p>
        </div>
        <div className="row">
          {line === "up" && <span className="live">Live</span>}
          {chime && <SoundToggle chime={chime} />}
        </div>
      </header>
      <DayList day={day} now={now} />
    </div>
  );
}

function DayList({ day, now }: { day: string; now: Date }) {
  const { staff } = useMe();
  const visits = useQuery(visitsOf(useApi(), day));
  const admit = useAdmit();
  if (visits.isPending) return <Spinner>Loading your visits…</Spinner>;
  if (visits.data === undefined) {
    return <Failed reason={visits.error} onRetry={() => void visits.refetch()} />;
  }
  const { waiting, inProgress, next, done } = groupDay(visits.data, staff.id);
  const unsigned = done.filter(needsSignature).length;
  return (
    <>
      {admit.error && <Refused reason={admit.error} />}
      {inProgress.length > 0 && (
        <Group title="In the visit">
          {inProgress.map((visit) => (
            <InProgressRow key={visit.id} visit={visit} />
          ))}
        </Group>
      )}
      <Group title="Waiting now" count={waiting.length} empty="Nobody is waiting.">
        {waiting.map((visit) => (
          <WaitingRow
            key={visit.id}
            visit={visit}
            now={now}
            busy={admit.isPending && admit.variables.id === visit.id}
            onAdmit={() => admit.mutate(visit)}
          />
        ))}
      </Group>
      <Group title="Next" count={next.length} empty="No more visits are booked for today.">
        {next.map((visit) => (
          <NextRow key={visit.id} visit={visit} now={now} />
        ))}
      </Group>
      {done.length > 0 && (
        <Group title="Done" aside={unsigned > 0 && `${unsigned} to sign`}>
          {done.map((visit) => (
            <DoneRow key={visit.id} visit={visit} />
          ))}
        </Group>
      )}
    </>
  );
}

interface GroupProps {
  title: string;
  count?: number;
  aside?: ReactNode;
  empty?: string;
  children: ReactNode[];
}

function Group({ title, count, aside, empty, children }: GroupProps) {
  return (
    <section className="stack" data-gap="small">
      <h2 className="group-title">
        {title}
        {count !== undefined && count > 0 && <span className="count">{count}</span>}
        {aside && <span className="group-aside">{aside}</span>}
      </h2>
      {children.length === 0 ? (
        <p className="empty">{empty}</p>
      ) : (
        <ul className="visit-list">{children}</ul>
      )}
    </section>
  );
}

function Refused({ reason }: { reason: unknown }) {
  const { what, todo } = sentenceFor(reason);
  return (
    <Notice tone="warn" live="assertive" title={what}>
      {todo}
    </Notice>
  );
}
