/** Why an SFrame ciphertext was not opened: it has no readable header, or it is not genuine. */
export class SFrameError extends Error {
  override readonly name = "SFrameError";

  constructor(readonly code: "malformed" | "forged") {
    super(code);
  }
}
