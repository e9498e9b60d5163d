/** How the connection is, from two readings of the browser's counters some seconds apart. */

export type Quality = "good" | "weak" | "stalled";

export interface Reading {
  /** Packets that arrived and packets missing, all incoming streams together. */
  received: number;
  lost: number;
  roundTripMs: number | null;
  /** How often pictures stood still, and for how long in all. */
  freezes: number;
  frozenMs: number;
}

/** What the server takes in one message. */
const MOST_FROZEN_MS = 60_000;
const WEAK_LOSS = 0.05;
const WEAK_ROUND_TRIP_MS = 600;

export function read(report: Iterable<[string, Counters]>): Reading {
  const reading: Reading = { received: 0, lost: 0, roundTripMs: null, freezes: 0, frozenMs: 0 };
  for (const [, entry] of report) {
    if (entry.type === "inbound-rtp") {
      reading.received += entry.packetsReceived ?? 0;
      reading.lost += entry.packetsLost ?? 0;
      reading.freezes += entry.freezeCount ?? 0;
      reading.frozenMs += 1000 * (entry.totalFreezesDuration ?? 0);
    }
    if (entry.type === "candidate-pair" && entry.nominated && entry.currentRoundTripTime) {
      reading.roundTripMs = entry.currentRoundTripTime * 1000;
    }
  }
  return reading;
}

/** `stalled` only if packets are expected: somebody else is in the call. */
export function judge(before: Reading, now: Reading, expected: boolean): Quality {
  const received = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  if (expected && received <= 0) return "stalled";
  if (lost / Math.max(1, received + lost) > WEAK_LOSS) return "weak";
  return (now.roundTripMs ?? 0) > WEAK_ROUND_TRIP_MS ? "weak" : "good";
}

export interface Frozen {
  freezes: number;
  frozenMs: number;
}

/** What stood still between two readings; null when nothing did. */
export function frozen(before: Reading, now: Reading): Frozen | null {
  const freezes = now.freezes - before.freezes;
  const frozenMs = Math.round(now.frozenMs - before.frozenMs);
  return freezes > 0
    ? { freezes, frozenMs: Math.min(MOST_FROZEN_MS, Math.max(0, frozenMs)) }
    : null;
}

/** The fields used here of W3C WebRTC statistics; lib.dom leaves report entries untyped. */
export interface Counters {
  type: string;
  packetsReceived?: number;
  packetsLost?: number;
  freezeCount?: number;
  /** Seconds. */
  totalFreezesDuration?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
}
