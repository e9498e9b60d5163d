/** What a page and its frame Worker say to each other. */
import type { BaseKey } from "../baseKey.ts";
import type { NegotiatedCodecs } from "./codec.ts";
import type { Role } from "./kid.ts";
import type { Tally } from "./tally.ts";

/**
 * `closed` drops every frame and forgets the keys; it is the mode before any word of the page.
 * `clear` means that end-to-end encryption is off: frames pass unchanged.
 */
export type Mode = "closed" | "encrypt" | "clear";

/** The keys of one epoch. */
export interface EpochKeys {
  /** The epoch's id. Keys are taken once for each: a second time would start their counters anew. */
  id: string;
  number: number;
  /** One's own place in the sorted list of members. */
  sender: number;
  own: BaseKey;
  others: readonly { seat: string; sender: number; key: BaseKey }[];
}

/** `options` of an RTCRtpScriptTransform. */
export type TransformOptions = SendOptions | ReceiveOptions;

export interface SendOptions {
  direction: "send";
  role: Role;
  /** Needed where the browser does not tell a frame's `mimeType`. */
  codecs?: NegotiatedCodecs;
}

export interface ReceiveOptions {
  direction: "receive";
  role: Role;
  /** The page's name of this line, for `expect`. */
  track: string;
  /** Who may be heard or seen here; nobody until it is said. */
  seat?: string | null;
  codecs?: NegotiatedCodecs;
}

export type ToWorker =
  | { kind: "mode"; mode: Mode }
  | { kind: "keys"; keys: EpochKeys }
  | { kind: "expect"; track: string; seat: string | null }
  | { kind: "count" };

export type FromWorker =
  /** The answer to `count`; also sent when a role's first frame of an epoch came through. */
  | { kind: "counters"; tallies: Tally[] }
  /** Opening began in the middle: nothing can be decoded until the sender makes a key frame. */
  | { kind: "key_frame_needed"; track: string; seat: string; role: Role }
  /** One's own counter runs high: the page agrees on fresh keys. */
  | { kind: "rekey" };
