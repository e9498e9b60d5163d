/** A clock that stands still until a test moves it. */
import type { Clock } from "../clock.ts";

export class StillClock implements Clock {
  private time = 0;
  private timers: { at: number; action: () => void }[] = [];

  now = (): number => this.time;

  after = (ms: number, action: () => void): (() => void) => {
    const timer = { at: this.time + ms, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  get pending(): number {
    return this.timers.length;
  }

  /** When the next action falls due. */
  get next(): number {
    return Math.min(...this.timers.map(({ at }) => at));
  }

  /** Moves on to what falls due next and does it; false if nothing will. */
  step(): boolean {
    if (this.pending === 0) return false;
    this.advance(this.next - this.time);
    return true;
  }

  /** Does what falls due within `ms`, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.action();
    }
    this.time = end;
  }
}
