/** One plain line about the connection: nothing while all is well. */
import type { CallView } from "../../call/call.ts";
import type { Lock } from "../../call/privacy/lock.ts";
import type { Seat } from "../../contract/signaling.ts";

export interface Circumstances {
  own: Seat | null;
  others: readonly Seat[];
  lock: Lock;
}

/** The most pressing thing; one's own connection before that of others. */
export function newsOf(call: CallView, { own, others, lock }: Circumstances): string | null {
  if (call.state === "joining" || call.state === "idle") return "Connecting…";
  if (call.state === "reconnecting") return "Reconnecting… You keep your place.";
  if (call.state !== "connected") return null;
  const back = others.find(({ presence }) => presence === "reconnecting");
  if (back) return `${back.name} lost the connection and is coming back.`;
  // Then nothing may arrive, and there is a louder word about it.
  if (lock === "broken") return null;
  const silent = others.find(shouldArrive);
  if (call.quality === "stalled" && silent) {
    return `Nothing arrives from ${silent.name} at the moment.`;
  }
  if (own?.link === "poor") {
    return "Your connection is poor. Move closer to your Wi-Fi, if you can.";
  }
  if (call.quality === "weak" || own?.link === "weak") {
    return "Your connection is weak. Sound comes first.";
  }
  return null;
}

/** For a page whose tiles do not say it. */
export function farNews(others: readonly Seat[]): string | null {
  const far =
    others.find(({ link }) => link === "poor") ?? others.find(({ link }) => link === "weak");
  return far ? `The connection of ${far.name} is ${far.link}. Sound comes first.` : null;
}

function shouldArrive(seat: Seat): boolean {
  return seat.presence === "present" && seat.in_call && !(seat.muted && seat.camera_off);
}
