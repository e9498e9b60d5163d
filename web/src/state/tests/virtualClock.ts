/** A clock that stands still until a test moves it. */
import type { Clock } from "../clock.ts";

export class VirtualClock implements Clock {
  private time = Date.parse("2026-11-23T13:00:00Z");
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

  /** Lets time pass and everything that was due happen in order. */
  async advance(ms: number): Promise<void> {
    await settled();
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.action();
      await settled();
    }
    this.time = end;
    await settled();
  }
}

/** Resolves once all promises that were ready have run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
