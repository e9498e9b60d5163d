/** Who is in a visit: who gets a picture, in which order, and under which name and role. */
import { useRef } from "react";
import type { Seat, SeatRole } from "../../contract/signaling.ts";

const ROLES: Readonly<Record<SeatRole, string>> = { patient: "Patient", clinician: "Clinician" };
const TITLES = new Set(["dr", "prof", "mr", "mrs", "ms", "mx", "sir", "dame"]);
/** A visit has six seats, one's own among them. */
const MOST = 5;

export function roleWord(role: SeatRole): string {
  return ROLES[role];
}

/**
 * Everybody else, with those of the role that this page is about first. Who has left is not shown,
 * unless nobody of that role is there: their empty place says so.
 */
export function othersOf(seats: readonly Seat[], own: string, first: SeatRole): Seat[] {
  const others = seats.filter(({ seat }) => seat !== own);
  const there = others.filter(({ presence }) => presence !== "gone");
  const missed = there.some(({ role }) => role === first)
    ? []
    : others.filter(({ role, presence }) => role === first && presence === "gone").slice(0, 1);
  const rank = ({ role }: Seat) => (role === first ? 0 : 1);
  return [...missed, ...there].sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
}

/** Names of everybody who was ever seen here: words stay somebody's after they have left. */
export function useNames(seats: readonly Seat[]): (seat: string) => string {
  const seen = useRef(new Map<string, string>());
  for (const { seat, name } of seats) seen.current.set(seat, name);
  return (seat) => seen.current.get(seat) ?? "Somebody unknown";
}

/** "Dr Maya Lind" → "ML"; one letter for a single name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const own = words.filter((word) => !TITLES.has(word.toLowerCase().replace(/\.$/, "")));
  const ends = own.length > 1 ? [own[0], own.at(-1)] : own.slice(0, 1);
  return ends.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
