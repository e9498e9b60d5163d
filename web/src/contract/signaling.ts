// Generated from the messages in signaling/protocol.py, do not edit: `make gen` writes it anew.

export type ProtocolVersion = 2;

export type Code =
  | "event.invalid"
  | "event.unknown"
  | "internal"
  | "media.full"
  | "peer.closed"
  | "peer.stale_answer"
  | "peer.unexpected_answer"
  | "peer.unknown"
  | "protocol.unsupported"
  | "rate.limited"
  | "room.full"
  | "screen.taken"
  | "seat.taken"
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

export type Picture = "none" | "low" | "medium" | "high" | "paused";

export type Link = "good" | "weak" | "poor";

export type Path = "udp" | "tcp" | "none";

export interface Connect {
  protocol: number;
  ticket: string;
}

export interface SeatConnect {
  protocol: number;
  ticket: string;
  page: string;
  takeover: boolean;
  instance?: string;
}

export interface ConnectRefused {
  code: Code;
  retry_after_ms?: number;
}

export interface CallJoin {
  ticket?: string;
}

export type CallOpen = Record<string, never>;

export interface CallAnswer {
  peer: string;
  version: number;
  sdp: string;
}

export interface CallPeer {
  peer: string;
}

export interface CallShare {
  on: boolean;
}

export interface CallRefresh {
  slot?: number;
}

export interface CallWatch {
  slot?: number;
  height: number;
}

export type CheckOpen = Record<string, never>;

export interface CheckWay {
  loss: number;
  jitter_ms: number;
  bps: number;
}

export interface CheckReport {
  peer: string;
  path: Path;
  round_trip_ms?: number;
  up?: CheckWay;
  down?: CheckWay;
}

export interface SeatState {
  muted: boolean;
  camera_off: boolean;
}

export interface SeatPicture {
  freezes: number;
  frozen_ms: number;
}

export interface KeysSend {
  to?: string;
  body: string;
}

export interface ChatSend {
  body: string;
}

export interface Done {
  ok: true;
}

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

export interface CallOpened {
  ok: true;
  peer: string;
  version: number;
  offer: string;
  ice_servers: IceServer[];
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
  sharing: boolean;
  link?: Link;
  instance?: string;
}

export interface Seats {
  seats: Seat[];
}

export interface CallOffer {
  peer: string;
  version: number;
  offer: string;
}

export interface Slot {
  slot: number;
  seat: string;
  picture: Picture;
}

export interface Screen {
  seat: string;
  picture: Picture;
}

export interface CallShows {
  peer: string;
  slots: Slot[];
  screen?: Screen;
}

export interface CallDemand {
  peer: string;
  camera: string[];
  camera_bps?: number;
  screen_bps?: number;
}

export interface FromSeat {
  seat: string;
  body: string;
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
  "check:open": (payload: CheckOpen, ack: (answer: CallOpened | Refused) => void) => void;
  "check:answer": (payload: CallAnswer, ack: (answer: Done | Refused) => void) => void;
  "call:open": (payload: CallOpen, ack: (answer: CallOpened | Refused) => void) => void;
  "call:join": (payload: CallJoin, ack: (answer: Done | Refused) => void) => void;
  "call:answer": (payload: CallAnswer, ack: (answer: Done | Refused) => void) => void;
  "call:restart": (payload: CallPeer, ack: (answer: Done | Refused) => void) => void;
  "call:leave": (payload: CallPeer, ack: (answer: Done | Refused) => void) => void;
  "call:share": (payload: CallShare, ack: (answer: Done | Refused) => void) => void;
  "call:watch": (payload: CallWatch, ack: (answer: Done | Refused) => void) => void;
  "call:refresh": (payload: CallRefresh, ack: (answer: Done | Refused) => void) => void;
  "seat:state": (payload: SeatState, ack: (answer: Done | Refused) => void) => void;
  "seat:picture": (payload: SeatPicture, ack: (answer: Done | Refused) => void) => void;
  "keys:send": (payload: KeysSend, ack: (answer: Done | Refused) => void) => void;
  "chat:send": (payload: ChatSend, ack: (answer: Done | Refused) => void) => void;
}

export interface VisitServerEvents {
  seats: (payload: Seats) => void;
  "call:offer": (payload: CallOffer) => void;
  "call:shows": (payload: CallShows) => void;
  "call:demand": (payload: CallDemand) => void;
  "call:closed": (payload: CallClosed) => void;
  "check:report": (payload: CheckReport) => void;
  "keys:message": (payload: FromSeat) => void;
  "chat:message": (payload: FromSeat) => void;
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
