// Generated from the messages in signaling/protocol.py, do not edit: `make gen` writes it anew.

export type ProtocolVersion = 1;

export type Code =
  | "event.invalid"
  | "event.unknown"
  | "internal"
  | "media.full"
  | "peer.closed"
  | "peer.unexpected_answer"
  | "peer.unknown"
  | "protocol.unsupported"
  | "rate.limited"
  | "room.full"
  | "sdp.candidate_rejected"
  | "sdp.invalid"
  | "ticket.expired"
  | "ticket.invalid"
  | "ticket.used"
  | "visit.forbidden"
  | "visit.not_admitted";

export type SeatRole = "patient" | "clinician";

export type Presence = "present" | "reconnecting" | "gone";

export type CloseReason = "left" | "superseded" | "timeout" | "failed" | "ended" | "shutdown";

export interface Connect {
  protocol: number;
  ticket: string;
}

export interface ConnectRefused {
  code: Code;
  retry_after_ms?: number;
}

export interface CallJoin {
  ticket?: string;
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

export interface Done {
  ok: true;
}

export interface CallJoined {
  ok: true;
  peer: string;
  offer: string;
}

export interface Refused {
  ok: false;
  code: Code;
  retry_after_ms?: number;
}

export interface Seat {
  seat: string;
  role: SeatRole;
  name: string;
  presence: Presence;
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
  reason: CloseReason;
}

export interface VisitHint {
  visit: string;
  rev: number;
}

export interface VisitAdmitted {
  visit: string;
  rev: number;
  ticket?: string;
}

export type SessionReplaced = Record<string, never>;

export interface VisitClientEvents {
  "call:join": (payload: CallJoin, ack: (answer: CallJoined | Refused) => void) => void;
  "call:answer": (payload: CallAnswer, ack: (answer: Done | Refused) => void) => void;
  "call:leave": (payload: CallLeave, ack: (answer: Done | Refused) => void) => void;
  "seat:state": (payload: SeatState, ack: (answer: Done | Refused) => void) => void;
}

export interface VisitServerEvents {
  seats: (payload: Seats) => void;
  "call:slots": (payload: CallSlots) => void;
  "call:closed": (payload: CallClosed) => void;
  "session:replaced": (payload: SessionReplaced) => void;
  "visit:arrived": (payload: VisitHint) => void;
  "visit:admitted": (payload: VisitAdmitted) => void;
  "visit:held": (payload: VisitHint) => void;
  "visit:ended": (payload: VisitHint) => void;
  "visit:cancelled": (payload: VisitHint) => void;
}

export type DeskClientEvents = Record<string, never>;

export interface DeskServerEvents {
  "visit:booked": (payload: VisitHint) => void;
  "visit:link_opened": (payload: VisitHint) => void;
  "visit:arrived": (payload: VisitHint) => void;
  "visit:given_up": (payload: VisitHint) => void;
  "visit:admitted": (payload: VisitHint) => void;
  "visit:held": (payload: VisitHint) => void;
  "visit:ended": (payload: VisitHint) => void;
  "visit:cancelled": (payload: VisitHint) => void;
  "visit:no_show": (payload: VisitHint) => void;
  "visit:note_signed": (payload: VisitHint) => void;
}
