/** A refused or unanswered message on the socket. */
export class SignalError extends Error {
  override readonly name = "SignalError";

  constructor(
    /** Stable word: the server's, or `signal.timeout`. */
    readonly code: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(code);
  }
}
