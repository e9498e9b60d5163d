/** The messages of the socket protocol, one interface per message. */
export interface SeatView {
  seat: string;
  role: "patient" | "clinician";
  name: string;
  presence: "present" | "reconnecting" | "gone";
  in_call: boolean;
  muted: boolean;
  camera_off: boolean;
}

export interface Seats {
  seats: SeatView[];
}

export interface SlotSeat {
  slot: number;
  seat: string;
}

export interface CallSlots {
  peer: string;
  slots: SlotSeat[];
}

export interface CallClosed {
  peer: string;
  reason: string;
}

export interface CallJoin {
  ticket?: string | null;
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
  ticket?: string | null;
}
