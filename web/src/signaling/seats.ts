/**
 * Who is there, through a restart of the server. The first snapshots afterwards miss everybody who
 * has not come back yet; they are not gone, so for the grace period they are shown as coming back.
 */
import type { Seat } from "../contract/signaling.ts";
import type { Clock } from "../state/clock.ts";

/** As long as the server keeps a seat whose line is lost. */
export const GRACE_MS = 30_000;

export class Seating {
  private shown: readonly Seat[] = [];
  private told: readonly Seat[] = [];
  private awaited = false;
  private endGrace = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly tell: (seats: Seat[]) => void,
  ) {}

  /** The line is up again; who was there before may still be on the way. */
  returned(): void {
    this.endGrace();
    this.awaited = this.shown.length > 0;
    this.endGrace = this.clock.after(GRACE_MS, () => {
      this.awaited = false;
      this.take(this.told);
    });
  }

  /** A snapshot came. */
  take(seats: readonly Seat[]): void {
    this.told = seats;
    const missed = this.awaited ? this.shown.filter((seat) => isMissed(seat, seats)) : [];
    this.shown = [...seats, ...missed.map(comingBack)];
    this.tell([...this.shown]);
  }

  close(): void {
    this.endGrace();
  }
}

function isMissed({ seat, presence }: Seat, among: readonly Seat[]): boolean {
  return presence !== "gone" && !among.some((other) => other.seat === seat);
}

function comingBack(seat: Seat): Seat {
  return { ...seat, presence: "reconnecting", in_call: false, sharing: false };
}
