/** A visit for tests: booked, in Berlin, nothing happened yet; a test names only what it is about. */
import type { VisitView } from "../../contract/views.ts";

export function aVisit(changes: Partial<VisitView> = {}): VisitView {
  return {
    id: "visit",
    state: "booked",
    rev: 1,
    outcome: null,
    clinician: { id: "clinician", display_name: "Dr Example" },
    patient: { id: "patient", display_name: "Pat Example", birth_date: "1970-01-01" },
    starts_at: "2026-11-23T09:30:00Z",
    ends_at: "2026-11-23T09:50:00Z",
    zone: "Europe/Berlin",
    arrived_at: null,
    admitted_at: null,
    ended_at: null,
    invitation: { opened_at: null },
    consented_at: null,
    identity_confirmed_at: null,
    note_status: "none",
    readiness: null,
    ...changes,
  };
}
