/** A clinician's day in the order it is worked: who waits, who is in, who comes, who has been. */
import type { VisitView } from "../../contract/views.ts";

export interface DayGroups {
  waiting: VisitView[];
  inProgress: VisitView[];
  next: VisitView[];
  done: VisitView[];
}

export function groupDay(visits: readonly VisitView[], clinician: string): DayGroups {
  const own = visits.filter((visit) => visit.clinician.id === clinician);
  const inState = (...states: VisitView["state"][]) =>
    own.filter((visit) => states.includes(visit.state)).sort(byStart);
  return {
    waiting: inState("waiting").sort(byArrival),
    inProgress: inState("in_progress"),
    next: inState("booked"),
    done: inState("completed", "no_show", "cancelled"),
  };
}

/** A finished visit whose note still asks for a signature. */
export function needsSignature(visit: VisitView): boolean {
  return visit.state === "completed" && visit.note_status !== "signed";
}

function byStart(one: VisitView, other: VisitView): number {
  return one.starts_at.localeCompare(other.starts_at);
}

/** Who has waited longest comes first. */
function byArrival(one: VisitView, other: VisitView): number {
  return (one.arrived_at ?? "").localeCompare(other.arrived_at ?? "");
}
