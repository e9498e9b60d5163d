/** How private a visit is right now, in one word, judged from what the frame Worker really counted. */
import type { AgreementView } from "../../e2ee/agreement/agreement.ts";
import type { Tally } from "../../e2ee/frames/tally.ts";
import { spokenCode } from "../../e2ee/words/spoken.ts";
import type { Role } from "../peer/lines.ts";

/**
 * "alone": nobody else is there. "checking": keys are being agreed on, or not every stream was seen
 * protected yet. "encrypted": everything this page sends was. "open": somebody's browser cannot.
 * "broken": something was said that no honest page says; nothing is sent.
 */
export type Lock = "alone" | "checking" | "encrypted" | "open" | "broken";

export interface PrivacyView {
  lock: Lock;
  /** Seats whose browsers cannot protect frames. */
  because: readonly string[];
  /** Three words that both sides read to each other, once keys are agreed on. */
  words: readonly string[] | null;
  /** Everybody who holds keys, oneself included. */
  members: readonly string[];
}

export const NOT_YET: PrivacyView = { lock: "alone", because: [], words: null, members: [] };

export function judge(
  agreement: AgreementView,
  tallies: readonly Tally[],
  sending: readonly Role[],
): PrivacyView {
  if (agreement.state === "off") return { ...NOT_YET, lock: "open", because: agreement.seats };
  if (agreement.state === "mismatch") return { ...NOT_YET, lock: "broken" };
  if (agreement.state === "agreeing") return { ...NOT_YET, lock: "checking" };
  if (agreement.state !== "established") return NOT_YET;
  const { code, members, number } = agreement.established;
  const seen = sending.every((role) => isProtected(tallies, role, number));
  return {
    lock: seen && sending.length > 0 ? "encrypted" : "checking",
    because: [],
    words: spokenCode(code),
    members: members.map(({ seat }) => seat),
  };
}

/** Frames that bypass the Worker are not counted by it: such a line never counts as protected. */
function isProtected(tallies: readonly Tally[], role: Role, epoch: number): boolean {
  return tallies.some(
    (tally) => tally.direction === "send" && tally.role === role && tally.epoch === epoch,
  );
}
