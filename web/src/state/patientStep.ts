/** Which screen a patient sees, as one pure function of what is known. */
import type { LinkView, MyVisitView, VisitState } from "../contract/views.ts";

export type PatientStep =
  /** Nothing known yet. */
  | "opening"
  | "landing"
  | "identity"
  | "consent"
  | "check"
  | "waiting"
  | "in_visit"
  /** Left the running visit by choice; may come back. */
  | "left"
  /** Gave the place in the waiting room up; may come back. */
  | "gave_up"
  | "after"
  /** The link or the session opens nothing (any more). */
  | "dead_link"
  /** The same seat is open on another page. */
  | "elsewhere"
  /** The server cannot be reached and nothing is known yet. */
  | "trouble";

export interface PatientFacts {
  link: LinkView | null;
  visit: MyVisitView | null;
  dead: boolean;
  /** Another page took the seat. */
  replaced: boolean;
  /** Another page had the seat before this one. */
  taken: boolean;
  left: boolean;
  gaveUp: boolean;
  unreachable: boolean;
}

const OVER = new Set<VisitState>(["completed", "cancelled", "no_show"]);

export function isOver(state: VisitState): boolean {
  return OVER.has(state);
}

/** Checked in far enough to have a line to the clinic. */
export function isCheckedIn(visit: MyVisitView): boolean {
  return visit.identity_confirmed && !visit.consent.needed;
}

export function stepOf(facts: PatientFacts): PatientStep {
  const { visit } = facts;
  if (facts.dead) return "dead_link";
  if (visit) return visitStep(visit, facts);
  if (facts.link) return "landing";
  return facts.unreachable ? "trouble" : "opening";
}

function visitStep(visit: MyVisitView, facts: PatientFacts): PatientStep {
  if (isOver(visit.state)) return "after";
  if (facts.replaced || facts.taken) return "elsewhere";
  if (!visit.identity_confirmed) return "identity";
  if (visit.consent.needed) return "consent";
  if (visit.state === "in_progress") return facts.left ? "left" : "in_visit";
  if (visit.state === "waiting") return "waiting";
  return facts.gaveUp ? "gave_up" : "check";
}
