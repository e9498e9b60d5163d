/** Who takes part in an agreement, and the epoch that one list of members makes. */
import { type Bytes, bigEndian, framed, sha256, utf8 } from "../bytes.ts";

export interface Member {
  seat: string;
  /** Random, made anew whenever a page joins: a reloaded page is another member in the same seat. */
  instance: string;
  /** Whether its browser can protect frames. */
  capable: boolean;
}

/** A key id has three bits for the sender. */
export const MAX_MEMBERS = 8;
export const WORD = /^[\x21-\x7e]{1,64}$/;

/**
 * One attempt of one list of members. `number` only ever grows for a member: without it, the list
 * that comes back when a guest has left would be the old epoch again, with its old messages.
 */
export interface Epoch {
  id: Bytes;
  number: number;
  members: readonly Member[];
}

/** The members in the order that everybody uses, or null if this is no list of distinct members. */
export function ordered(members: readonly Member[]): Member[] | null {
  const seats = new Set(members.map(({ seat }) => seat));
  const instances = new Set(members.map(({ instance }) => instance));
  const distinct = seats.size === members.length && instances.size === members.length;
  const written = [...seats, ...instances].every((word) => WORD.test(word));
  if (!distinct || !written || members.length > MAX_MEMBERS) return null;
  // By code unit, not by locale: every page must come to the same order.
  return [...members].sort((one, other) => (one.seat < other.seat ? -1 : 1));
}

export async function epochOf(
  visit: string,
  number: number,
  members: readonly Member[],
): Promise<Epoch> {
  const names = members.flatMap(({ seat, instance }) => [utf8(seat), utf8(instance)]);
  const label = utf8("bedside e2ee 1 epoch");
  const id = await sha256(framed(label, utf8(visit), bigEndian(number, 4), ...names));
  return { id, number, members };
}
