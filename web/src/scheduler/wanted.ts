/** What the booking form has been told so far, and what it still misses. */
import type { NewVisit } from "../api/staff.ts";
import type { PatientView, SlotView } from "../contract/views.ts";

export interface Wanted {
  clinician: string;
  slot: SlotView | null;
  patient: PatientView | null;
}

export const EMPTY: Wanted = { clinician: "", slot: null, patient: null };

export type Part = "clinician" | "time" | "patient";

/** In the order of the form, so that the first one is where to go. */
export function gapsIn(wanted: Wanted): Partial<Record<Part, string>> {
  return {
    ...(wanted.clinician === "" && { clinician: "Choose a clinician." }),
    ...(wanted.slot === null && { time: "Choose a time." }),
    ...(wanted.patient === null && { patient: "Choose a patient, or add one." }),
  };
}

/** Null while something is missing. */
export function visitFrom({ clinician, slot, patient }: Wanted): NewVisit | null {
  if (clinician === "" || slot === null || patient === null) return null;
  const lasts = new Date(slot.ends_at).getTime() - new Date(slot.starts_at).getTime();
  return {
    clinician_id: clinician,
    patient_id: patient.id,
    starts_at: slot.starts_at,
    duration_min: Math.round(lasts / 60_000),
  };
}

const ABOUT_TIME = new Set(["slot.taken", "slot.in_past"]);

/** These refusals belong beside the times, where the person chooses anew. */
export function isAboutTime(code: string): boolean {
  return ABOUT_TIME.has(code);
}
