/**
 * Which counters of one key have been opened already. What lies further back than the window is
 * taken as seen: an honest frame is never that late.
 */
export const WINDOW = 1024;

export class ReplayWindow {
  private readonly seen = new Uint8Array(WINDOW);
  private highest = -1n;

  /** Whether this counter is new. Says nothing about whether the frame is genuine. */
  isNew(ctr: bigint): boolean {
    if (ctr > this.highest) return true;
    return this.highest - ctr < BigInt(WINDOW) && this.seen[place(ctr)] === 0;
  }

  /**
   * Marks the counter of a frame that *proved* genuine, and tells whether it was new. Asked again
   * after opening, because the same frame may have been opened twice at once.
   */
  accept(ctr: bigint): boolean {
    if (!this.isNew(ctr)) return false;
    this.forget(ctr);
    this.seen[place(ctr)] = 1;
    return true;
  }

  /** Moves the window up to `ctr`; the counters that enter it have not been seen. */
  private forget(ctr: bigint): void {
    if (ctr <= this.highest) return;
    if (ctr - this.highest >= BigInt(WINDOW)) this.seen.fill(0);
    else for (let at = this.highest + 1n; at <= ctr; at += 1n) this.seen[place(at)] = 0;
    this.highest = ctr;
  }
}

function place(ctr: bigint): number {
  return Number(ctr % BigInt(WINDOW));
}
