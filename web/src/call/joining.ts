/**
 * Asking to take part. What is refused for now is asked again after a growing wait, and costs no
 * connection: whoever took part before the socket dropped still does.
 */
import { codeOf } from "../api/sentences.ts";
import type { Backoff } from "../state/backoff.ts";
import type { Clock } from "../state/clock.ts";

/** Asking again cannot help. */
export const FINAL_REFUSALS: ReadonlySet<string> = new Set([
  "visit.ended",
  "visit.not_admitted",
  "visit.check_in_required",
]);

/** The part of a call's line that joining needs. */
export interface JoinLine {
  readonly connected: boolean;
  join: (fresh: boolean) => Promise<void>;
}

export class Joining {
  private round = 0;
  private cancelRetry = () => {};

  constructor(
    private readonly line: JoinLine,
    private readonly clock: Clock,
    private readonly backoff: Backoff,
    private readonly refused: (code: string) => void,
  ) {}

  /** Resolves with the first answer. `fresh` proves the right to be there anew. */
  async ask(fresh: boolean): Promise<void> {
    this.stop();
    const { round } = this;
    try {
      await this.line.join(fresh);
      this.backoff.reset();
    } catch (error) {
      if (round === this.round) this.failed(codeOf(error));
    }
  }

  /** Asks no more; an answer that is still awaited changes nothing. */
  stop(): void {
    this.round += 1;
    this.cancelRetry();
  }

  private failed(code: string): void {
    if (FINAL_REFUSALS.has(code)) this.refused(code);
    // Without a line there is nobody to ask; the call asks when it is up again.
    else if (this.line.connected) {
      this.cancelRetry = this.clock.after(this.backoff.next(), () => void this.ask(true));
    }
  }
}
