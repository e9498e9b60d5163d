/**
 * When a receiver must ask for a key frame: after a frame was dropped, the ones built on it cannot
 * be decoded. Asked again while it does not come, because a request may be lost.
 */
const REPEAT_MS = 1_000;

export class KeyFrameWatch {
  private broken = true;
  private askedAt = Number.NEGATIVE_INFINITY;

  /** The chain of frames is broken: one was dropped, or another person is shown now. */
  break(): void {
    this.broken = true;
  }

  /** A frame was opened at `now`; tells whether to ask. */
  opened(key: boolean, now: number): boolean {
    if (key) {
      this.broken = false;
      this.askedAt = Number.NEGATIVE_INFINITY;
    }
    if (!this.broken || now - this.askedAt < REPEAT_MS) return false;
    this.askedAt = now;
    return true;
  }
}
