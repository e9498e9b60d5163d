/** One visit, from the door to the signed note. A reload at any point leads back to the same place. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { visitOf } from "../../staff/queries.ts";
import { StateBadge } from "../../staff/StateBadge.tsx";
import { useApi } from "../../staff/session/context.tsx";
import { PageHeading } from "../../staff/shell/PageHeading.tsx";
import { birthDateText, timeOf } from "../../staff/times.ts";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { useRoom } from "../call/useRoom.ts";
import { NotePanel } from "../note/NotePanel.tsx";
import { Afterwards, HowItWent } from "./Afterwards.tsx";
import { AtTheDoor } from "./AtTheDoor.tsx";
import { BeforeVisit } from "./BeforeVisit.tsx";
import { InVisit } from "./InVisit.tsx";
import { OpeningCard } from "./OpeningCard.tsx";

export function VisitPage({ id }: { id: string }) {
  const visit = useQuery(visitOf(useApi(), id));
  if (visit.data !== undefined) return <Loaded visit={visit.data} />;
  if (visit.isPending) return <Spinner>Loading the visit…</Spinner>;
  const { what, todo } = sentenceFor(visit.error);
  return (
    <div className="stack">
      <BackLink />
      <PageHeading title="Visit" />
      <Notice tone="danger" live="assertive" title={what}>
        {todo}
      </Notice>
    </div>
  );
}

function Loaded({ visit }: { visit: VisitView }) {
  return (
    <div className="visit" data-state={visit.state}>
      <header className="visit-head">
        <BackLink />
        <div className="visit-title">
          <PageHeading title={visit.patient.display_name} />
          <p className="soft">
            born {birthDateText(visit.patient.birth_date)}{" "}
            <span className="dot" aria-hidden="true" /> {timeOf(visit.starts_at, visit.zone)} to{" "}
            {timeOf(visit.ends_at, visit.zone)}
          </p>
        </div>
        <StateBadge state={visit.state} />
      </header>
      <Body visit={visit} />
    </div>
  );
}

const WITH_NOTE: readonly VisitView["state"][] = ["in_progress", "completed"];

/** The note keeps its place in the tree while the visit ends beside it, and with it every letter typed. */
function Body({ visit }: { visit: VisitView }) {
  const withNote = WITH_NOTE.includes(visit.state);
  return (
    <div className="visit-columns" data-note={withNote || undefined}>
      <div className="visit-left">
        <Left visit={visit} />
      </div>
      {withNote && (
        <div className="visit-right">
          <OpeningCard visit={visit} />
          <NotePanel visit={visit} />
        </div>
      )}
      {visit.state === "completed" && <HowItWent visit={visit} />}
    </div>
  );
}

function Left({ visit }: { visit: VisitView }) {
  switch (visit.state) {
    case "booked":
      return <BeforeVisit visit={visit} />;
    case "waiting":
    case "in_progress":
      return <Live visit={visit} />;
    default:
      return <Afterwards visit={visit} />;
  }
}

/** One room from the door to the end, so that admitting restarts neither camera nor line. */
function Live({ visit }: { visit: VisitView }) {
  const under = visit.state === "in_progress";
  const { room, view, local } = useRoom(visit.id, under);
  if (!under) return <AtTheDoor visit={visit} room={room} view={view} local={local} />;
  return <InVisit visit={visit} room={room} view={view} local={local} />;
}

function BackLink() {
  return (
    <Link className="back-link" href="/app/today">
      <Icon name="arrowLeft" />
      Today
    </Link>
  );
}
