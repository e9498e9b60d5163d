/** What both pages know of a running visit: who is there, how private it is, which panel is open. */
import type { Lock, PrivacyView } from "../../call/privacy/lock.ts";
import type { VisitLine } from "../../call/visitLine.ts";
import type { Seat, SeatRole } from "../../contract/signaling.ts";
import { useCalmLock } from "./lock/useLock.ts";
import { othersOf, useNames } from "./people.ts";
import { type Opened, useSheet } from "./Sheet.tsx";
import { useView } from "./useView.ts";

export type Panel = "chat" | "lock";

export interface Company {
  line: VisitLine;
  seats: readonly Seat[];
  /** One's own seat. */
  own: Seat | null;
  others: readonly Seat[];
  nameOf: (seat: string) => string;
  /** As it is, while `lock` is as it is shown. */
  privacy: PrivacyView;
  lock: Lock;
  sheet: Opened<Panel>;
}

/** `first`: whom this page is about. */
export function useCompany(line: VisitLine, seats: readonly Seat[], first: SeatRole): Company {
  const { seat } = line.socket;
  const privacy = useView(line.privacy.view);
  return {
    line,
    seats,
    own: seats.find((one) => one.seat === seat) ?? null,
    others: othersOf(seats, seat, first),
    nameOf: useNames(seats),
    privacy,
    lock: useCalmLock(privacy.lock),
    sheet: useSheet<Panel>(),
  };
}
