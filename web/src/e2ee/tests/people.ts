/** Frame keys of three people in one epoch, as an agreement would give them to each of them. */
import { importBaseKey } from "../baseKey.ts";
import type { EpochKeys } from "../frames/messages.ts";
import { hex } from "./hex.ts";

export const SEATS = ["ann", "bob", "cleo"] as const;
export type Seat = (typeof SEATS)[number];

/** Each sender of each epoch has a key of its own: its place and the epoch's number, repeated. */
export async function keysOf(seat: Seat, number = 1): Promise<EpochKeys> {
  const keys = await Promise.all(
    SEATS.map((_, sender) => importBaseKey(hex(`0${sender + 1}`.repeat(8) + pair(number)))),
  );
  const members = SEATS.flatMap((name, sender) => {
    const key = keys[sender];
    return key ? [{ seat: name as string, sender, key }] : [];
  });
  const own = members.find((member) => member.seat === seat);
  if (!own) throw new Error("nobody of that name");
  const others = members.filter((member) => member !== own);
  return { id: `epoch ${number}`, number, sender: own.sender, own: own.key, others };
}

function pair(number: number): string {
  return number.toString(16).padStart(2, "0").repeat(8);
}
