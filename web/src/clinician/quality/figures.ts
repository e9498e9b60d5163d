/** What the figures of a connection come to in words and in minutes. No page, no plot. */
import type { QualityPointView, SeatQualityView, VisitView } from "../../contract/views.ts";

/** The same limits as the word beside a person's picture during the visit (ITU-T G.107 annex B). */
export const GOOD_MOS = 3.6;
export const WEAK_MOS = 2.8;

export type Word = "good" | "weak" | "poor";

export function wordOf(mos: number): Word {
  if (mos >= GOOD_MOS) return "good";
  return mos >= WEAK_MOS ? "weak" : "poor";
}

/** A person of the visit with how their connection was. */
export interface Person extends SeatQualityView {
  name: string;
}

export function peopleOf(visit: VisitView, seats: readonly SeatQualityView[]): Person[] {
  return seats.map((seat) => ({
    ...seat,
    name: (seat.role === "patient" ? visit.patient : visit.clinician).display_name,
  }));
}

/** The worse of both ways: a talk needs both. Null when nothing went either way. */
export function worseOf({ up, down }: QualityPointView): number | null {
  const scores = [up.mos, down.mos].filter((mos) => mos !== null);
  return scores.length === 0 ? null : Math.min(...scores);
}

/** How a moment was; a picture that had to be held back is a weakness that the scores do not show. */
export function momentOf(point: QualityPointView): Word {
  const word = wordOf(worseOf(point) ?? GOOD_MOS);
  return word === "good" && point.paused ? "weak" : word;
}

export interface Minute {
  /** When the minute began. */
  at: Date;
  /** The lowest scores in it. */
  up: number | null;
  down: number | null;
  /** Shares of what was sent, the worse moment of the minute. */
  lossUp: number | null;
  lossDown: number | null;
  roundTripMs: number | null;
  paused: boolean;
}

const MINUTE_MS = 60_000;

/** One line per minute of the clock in which there was a connection. */
export function minutesOf(series: readonly QualityPointView[]): Minute[] {
  const minutes = new Map<number, QualityPointView[]>();
  for (const point of series) {
    const minute = Math.floor(Date.parse(point.at) / MINUTE_MS);
    minutes.set(minute, [...(minutes.get(minute) ?? []), point]);
  }
  return [...minutes].map(([minute, points]) => ({
    at: new Date(minute * MINUTE_MS),
    up: lowest(points.map(({ up }) => up.mos)),
    down: lowest(points.map(({ down }) => down.mos)),
    lossUp: highest(points.map(({ up }) => up.loss)),
    lossDown: highest(points.map(({ down }) => down.loss)),
    roundTripMs: highest(points.map((point) => point.round_trip_ms)),
    paused: points.some(({ paused }) => paused),
  }));
}

function lowest(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function highest(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : Math.max(...known);
}

export const NOTHING = "–";

export function scoreText(mos: number | null): string {
  return mos === null ? NOTHING : `${mos.toFixed(1)} ${wordOf(mos)}`;
}

/** "0.4 %"; what is not quite nothing never reads as nothing. */
export function lossText(share: number | null): string {
  if (share === null) return NOTHING;
  const percent = 100 * share;
  if (percent === 0) return "0 %";
  if (percent < 0.1) return "< 0.1 %";
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

export function tripText(ms: number | null): string {
  return ms === null ? NOTHING : `${ms} ms`;
}

export function spanText(seconds: number): string {
  if (seconds === 0) return "never";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
