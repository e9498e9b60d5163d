/** Growing waits with jitter, so that a restarted server is not met by everybody at once. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next wait: doubles each time, spread over 50 to 100 % of its size. */
  next(): number {
    const full = Math.min(this.longestMs, this.firstMs * 2 ** this.failures);
    this.failures += 1;
    return full * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.failures = 0;
  }
}
