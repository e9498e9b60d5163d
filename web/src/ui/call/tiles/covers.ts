/** What stands in place of a missing picture, so that a black square never leaves anybody guessing. */
import type { CallState } from "../../../call/call.ts";
import type { Lock } from "../../../call/privacy/lock.ts";
import type { Remote } from "../../../call/shown.ts";
import type { Seat } from "../../../contract/signaling.ts";

export interface Facts {
  name: string;
  /** Null before anything is known of this person. */
  seat: Seat | null;
  /** Null before the call was entered. */
  call: CallState | null;
  /** What arrives of this person; null while nothing does. */
  remote: Remote | null;
  lock: Lock;
  /** A first picture was drawn. */
  drawn: boolean;
}

/** Null when the picture itself can be shown. What is nearest to this page is said first. */
export function coverOf({ name, seat, call, remote, lock, drawn }: Facts): string | null {
  if (call === "closed") return "You left the call.";
  if (call === "reconnecting") return "One moment…";
  if (call === null || call === "idle" || call === "joining") return "Connecting…";
  if (seat?.presence === "gone") return `${name} is not here at the moment.`;
  if (seat?.presence === "reconnecting") return "Coming back…";
  if (!seat?.in_call || remote === null) return `Waiting for ${name}…`;
  if (seat.camera_off) return seat.muted ? "Camera off" : "Camera off. You can still talk.";
  if (lock === "broken") return "Picture stopped. The secret keys do not match.";
  if (remote.picture === "paused") return "Picture paused to keep the sound clear.";
  return drawn && remote.picture !== "none" ? null : "The picture is on its way…";
}
