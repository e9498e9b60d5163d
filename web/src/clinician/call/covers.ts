/** What stands in place of a missing picture, so that a black square never leaves anybody guessing. */
import type { CallView } from "../../call/call.ts";
import type { Seat } from "../../contract/signaling.ts";

/** Null when the picture itself can be shown. */
export function patientCover(
  name: string,
  seat: Seat | null,
  call: CallView | null,
  arriving: boolean,
): string | null {
  if (call?.state === "closed") return "You left the call.";
  if (call === null || call.state === "joining") return "Connecting…";
  if (seat === null || seat.presence === "gone") return `${name} is not on the page.`;
  if (seat.presence === "reconnecting") return `${name} lost the connection and is coming back.`;
  if (!arriving) return `${name} is joining…`;
  if (seat.camera_off) return "Camera off";
  return null;
}

/** "Maya Lind" → "ML"; one letter for a single name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
