/** What happened to the frames of one role: how many went through, and why others did not. */
import type { Role } from "./kid.ts";

/** Why a received frame was dropped. */
export type RejectCause =
  | "unknown_key"
  | "replayed"
  | "forged"
  | "clear"
  | "unsupported"
  | "wrong_sender";

/** Why any frame was dropped: also before a key is known, and at the sender. */
export type DropCause = RejectCause | "closed" | "no_key" | "exhausted";

export interface Tally {
  direction: "send" | "receive";
  role: Role;
  /** Whose frames; null for one's own, and where nobody is expected. */
  seat: string | null;
  /** Frames that were protected, or opened. */
  frames: number;
  /** Number of the epoch of the latest of them; null as long as none came under the present keys. */
  epoch: number | null;
  /** Frames that went through unchanged, because end-to-end encryption is off. */
  passed: number;
  dropped: Partial<Record<DropCause, number>>;
}

export class Tallies {
  private readonly byName = new Map<string, Tally>();

  of(direction: Tally["direction"], role: Role, seat: string | null): Tally {
    const name = JSON.stringify([direction, role, seat]);
    const known = this.byName.get(name);
    if (known) return known;
    const made = { direction, role, seat, frames: 0, epoch: null, passed: 0, dropped: {} };
    this.byName.set(name, made);
    return made;
  }

  /** The next frame of each role is the first of its epoch, even where numbers begin anew. */
  newEpoch(): void {
    for (const tally of this.byName.values()) tally.epoch = null;
  }

  list(): Tally[] {
    return [...this.byName.values()].map((tally) => ({ ...tally, dropped: { ...tally.dropped } }));
  }
}

export function drop(tally: Tally, cause: DropCause): void {
  tally.dropped[cause] = (tally.dropped[cause] ?? 0) + 1;
}

/** Counts a protected or opened frame, and tells whether it is the first of its epoch. */
export function count(tally: Tally, epoch: number): boolean {
  const first = tally.epoch !== epoch;
  tally.frames += 1;
  tally.epoch = epoch;
  return first;
}
