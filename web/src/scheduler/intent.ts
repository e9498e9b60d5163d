/**
 * One idempotency key per intent: the same wish keeps its key through lost answers and repeated clicks, so that it
 * happens once; a changed wish, or one that was answered, gets a new key.
 */
export class IntentKey {
  private wish: string | null = null;
  private key = "";

  constructor(private readonly fresh: () => string) {}

  keyFor(wish: object): string {
    const text = JSON.stringify(wish);
    if (text !== this.wish) {
      this.wish = text;
      this.key = this.fresh();
    }
    return this.key;
  }

  /** Call when the server has answered, either way; never after a failure whose outcome is unknown. */
  answered(): void {
    this.wish = null;
  }
}
