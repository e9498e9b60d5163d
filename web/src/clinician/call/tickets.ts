/** Seat tickets that came with an admission, used once for the first connection: one round trip less before the picture. */
import type { TicketView } from "../../contract/views.ts";
import { type Clock, systemClock } from "../../state/clock.ts";

/** A ticket this close to its end might arrive too late. */
const MARGIN_MS = 5_000;

export class AdmissionTickets {
  private readonly byVisit = new Map<string, { ticket: TicketView; until: number }>();

  constructor(private readonly clock: Clock) {}

  put(visit: string, ticket: TicketView): void {
    this.byVisit.set(visit, { ticket, until: this.clock.now() + ticket.expires_in_ms - MARGIN_MS });
  }

  take(visit: string): TicketView | null {
    const held = this.byVisit.get(visit);
    this.byVisit.delete(visit);
    return held !== undefined && this.clock.now() < held.until ? held.ticket : null;
  }
}

export const admissionTickets = new AdmissionTickets(systemClock);
