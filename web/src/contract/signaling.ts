/** The messages of the socket protocol, one interface per message. */
export interface Seat {
  seat: string;
  role: "patient" | "clinician";
  name: string;
  presence: "present" | "reconnecting" | "gone";
  in_call: boolean;
  muted: boolean;
  camera_off: boolean;
}

export interface Seats {
  seats: Seat[];
}

export interface Slot {
  slot: number;
  seat: string;
}

export interface CallSlots {
  peer: string;
  slots: Slot[];
}

export interface CallClosed {
  peer: string;
  reason: "left" | "superseded" | "timeout" | "failed" | "ended" | "shutdown";
}

export interface CallJoin {
  ticket?: string;
}

export interface CallJoined {
  ok: true;
  peer: string;
  offer: string;
}

export interface CallAnswer {
  peer: string;
  sdp: string;
}

export interface CallLeave {
  peer: string;
}

export interface SeatState {
  muted: boolean;
  camera_off: boolean;
}

export interface VisitHint {
  visit: string;
  rev: number;
}

export interface VisitAdmitted extends VisitHint {
  ticket?: string;
}

export type SeatView = Seat;
