/** Something was said that no honest member and no honest server says. */
export type MismatchCause =
  /** A key was shown that is not the one committed to. */
  | "commitment"
  /** Members hold different commitments. */
  | "transcript"
  | "public_key"
  /** A base key does not open. */
  | "wrap"
  /** One member said two things. */
  | "contradiction"
  /** Two members share a name, or there are too many. */
  | "members"
  /** More attempts than an honest visit needs. */
  | "exhausted"
  /** The browser refused a step that should not fail. */
  | "failed";

export class Mismatch extends Error {
  override readonly name = "Mismatch";

  constructor(readonly code: MismatchCause) {
    super(code);
  }
}
