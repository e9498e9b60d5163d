/** How the connection is, from two readings of the browser's counters some seconds apart. */

export type Quality = "good" | "weak" | "stalled";

export interface Reading {
  /** Packets that arrived and packets missing, all incoming streams together. */
  received: number;
  lost: number;
  roundTripMs: number | null;
}

const WEAK_LOSS = 0.05;
const WEAK_ROUND_TRIP_MS = 600;

export function read(report: Iterable<[string, Counters]>): Reading {
  const reading: Reading = { received: 0, lost: 0, roundTripMs: null };
  for (const [, entry] of report) {
    if (entry.type === "inbound-rtp") {
      reading.received += entry.packetsReceived ?? 0;
      reading.lost += entry.packetsLost ?? 0;
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

/** The fields used here of W3C WebRTC statistics; lib.dom leaves report entries untyped. */
export interface Counters {
  type: string;
  packetsReceived?: number;
  packetsLost?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
}
