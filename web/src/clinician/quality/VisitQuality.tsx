/** How the connection was: one sentence, a chart for each person, and the same figures as tables. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { sentenceFor } from "../../api/sentences.ts";
import type { StaffApi } from "../../api/staff.ts";
import type { SeatQualityView, VisitView } from "../../contract/views.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { type Person, peopleOf } from "./figures.ts";
import { MinuteTable } from "./MinuteTable.tsx";
import { QualityPlot } from "./QualityPlot.tsx";
import { SummaryTable } from "./SummaryTable.tsx";
import { type Verdict, verdictOf } from "./verdict.ts";
import "./quality.css";

/** What is over does not change, and each look at it is written down: it is asked for once. */
const qualityOf = (api: StaffApi, id: string) =>
  queryOptions({
    queryKey: ["quality", id],
    queryFn: async () => (await api.quality(id)).seats,
    staleTime: Number.POSITIVE_INFINITY,
  });

export default function VisitQuality({ visit }: { visit: VisitView }) {
  const seats = useQuery(qualityOf(useApi(), visit.id));
  return (
    <section className="card quality" aria-labelledby="quality-title">
      <h2 id="quality-title" className="quality-title">
        How the connection was
      </h2>
      {seats.isPending && <Spinner>Loading the figures…</Spinner>}
      {seats.error !== null && (
        <Notice tone="warn" title={sentenceFor(seats.error).what}>
          {sentenceFor(seats.error).todo}
        </Notice>
      )}
      {seats.data !== undefined && <Figures visit={visit} seats={seats.data} />}
    </section>
  );
}

function Figures({ visit, seats }: { visit: VisitView; seats: SeatQualityView[] }) {
  const people = peopleOf(visit, seats);
  const verdict = verdictOf(people);
  return (
    <>
      <Sentence verdict={verdict} />
      {people.length > 0 && <Charts people={people} zone={visit.zone} />}
    </>
  );
}

const SIGNS: Record<Verdict["tone"], IconName> = {
  good: "signal",
  warn: "signalWeak",
  danger: "signalPoor",
  neutral: "info",
};

function Sentence({ verdict: { tone, words } }: { verdict: Verdict }) {
  return (
    <p className="quality-verdict" data-tone={tone}>
      <Icon name={SIGNS[tone]} />
      <span>{words}</span>
    </p>
  );
}

function Charts({ people, zone }: { people: Person[]; zone: string }) {
  return (
    <>
      <div className="quality-sides">
        <div className="quality-charts">
          {people.map((person) => (
            <QualityPlot key={person.seat_id} person={person} zone={zone} />
          ))}
          <Legend />
        </div>
        <div className="stack">
          <SummaryTable people={people} />
          <p className="soft small">
            Scores are for the sound: 1 is bad, 4.5 the best; from 3.6 on it is good, below 2.8
            poor. In the charts a full red bar is 20 % lost or more.
          </p>
        </div>
      </div>
      <details className="quality-minutes">
        <summary>Minute by minute</summary>
        {people.map((person) => (
          <MinuteTable key={person.seat_id} person={person} zone={zone} />
        ))}
      </details>
    </>
  );
}

/** The charts' lines differ in stroke, not only in colour. */
function Legend() {
  return (
    <ul className="quality-legend" aria-hidden="true">
      <li>
        <span className="quality-key" data-kind="down" /> Heard others
      </li>
      <li>
        <span className="quality-key" data-kind="up" /> Was heard
      </li>
      <li>
        <span className="quality-key" data-kind="loss" /> Lost
      </li>
      <li>
        <span className="quality-key" data-kind="paused" /> Picture paused
      </li>
    </ul>
  );
}
