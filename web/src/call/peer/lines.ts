/**
 * Which media line of the server's offer carries what: lines 0 and 1 are slot 0 and carry the own
 * sound and camera up as well, line 2 is the screen, each further slot adds two at the end.
 */
export type Role = "audio" | "camera" | "screen";

export const OWN: Readonly<Record<Role, number>> = { audio: 0, camera: 1, screen: 2 };
export const ROLES = Object.keys(OWN) as readonly Role[];
export const SCREEN = 2;

/** The roles in which something is sent. */
export function ownRoles(tracks: Readonly<Record<Role, unknown>>): Role[] {
  return ROLES.filter((role) => tracks[role] !== null);
}

/** The sound and camera lines of a slot. */
export function linesOf(slot: number): readonly [number, number] {
  return slot === 0 ? [OWN.audio, OWN.camera] : [2 * slot + 1, 2 * slot + 2];
}

export function roleOf(line: number): Role {
  if (line === SCREEN) return "screen";
  return line === 0 || (line > SCREEN && line % 2 === 1) ? "audio" : "camera";
}

/** Null for the screen. */
export function slotOf(line: number): number | null {
  if (line === SCREEN) return null;
  return line < SCREEN ? 0 : Math.floor((line - 1) / 2);
}
