/** A seat for tests: a patient who is there and in the call; a test names only what it is about. */
import type { Seat } from "../../../contract/signaling.ts";

export function aSeat(changes: Partial<Seat> = {}): Seat {
  return {
    seat: "pat",
    role: "patient",
    name: "Pat Placeholder",
    presence: "present",
    in_call: true,
    muted: false,
    camera_off: false,
    sharing: false,
    ...changes,
  };
}
