/**
 * One task after the other, in the order of asking. WebCrypto answers later, so without turns a
 * second message would meet a half-changed state.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.last.then(task);
    this.last = turn.catch(() => {});
    return turn;
  }

  /** Resolves when nobody waits any more. */
  async idle(): Promise<void> {
    for (let seen: unknown = null; seen !== this.last; ) {
      seen = this.last;
      await seen;
    }
  }
}
