/**
 * The key id of a frame: one byte, so that it costs one byte in each header.
 *
 *     bit   7  6  5     4  3  2     1  0
 *         epoch mod 8   sender      role
 *
 * `sender` is the sender's place in the sorted list of members, counted from 0.
 */

export type Role = "audio" | "camera" | "screen";

export interface KeyId {
  /** Epoch number modulo 8. */
  epoch: number;
  sender: number;
  role: Role;
}

export const EPOCHS = 8;
const ROLES: readonly Role[] = ["audio", "camera", "screen"];

export function encodeKid({ epoch, sender, role }: KeyId): bigint {
  return BigInt((epoch % EPOCHS) * 32 + sender * 4 + ROLES.indexOf(role));
}

/** Null for a number that no member of this version writes. */
export function decodeKid(kid: bigint): KeyId | null {
  if (kid > 255n) return null;
  const bits = Number(kid);
  const role = ROLES[bits & 3];
  return role ? { epoch: bits >> 5, sender: (bits >> 2) & 7, role } : null;
}
