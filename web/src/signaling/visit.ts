/**
 * The line of one seat in one visit: presence of all seats, hints that the visit changed, and the
 * call's offer and answer. State travels as snapshots, so a missed message never matters.
 */
import type {
  CallClosed,
  CallJoined,
  CallSlots,
  Seat,
  SeatState,
  Seats,
  VisitAdmitted,
} from "../contract/signaling.ts";
import type { TicketView } from "../contract/views.ts";
import { browserConnection, Connection, type ConnectionPorts } from "./connection.ts";
import { Listeners } from "./listeners.ts";

export interface VisitSocketEvents {
  /** Connected (again): fetch the visit. */
  up: undefined;
  down: undefined;
  /** The server will not have this seat; the code says why. */
  refused: string;
  seats: Seat[];
  slots: CallSlots;
  closed: CallClosed;
  /** Something about the visit changed: fetch it. */
  hint: VisitAdmitted & { name: string };
  /** The same seat connected somewhere else. */
  replaced: undefined;
}

export class VisitSocket {
  readonly listeners = new Listeners<VisitSocketEvents>();
  private readonly connection: Connection;
  private callAllowed = false;
  /** Sent by the server with the admission, so that joining needs no extra request. */
  private admission: string | null = null;

  constructor(
    private readonly freshTicket: () => Promise<TicketView>,
    ports: ConnectionPorts = browserConnection,
  ) {
    this.connection = new Connection(
      "/visit",
      async () => {
        const ticket = await this.freshTicket();
        this.callAllowed = ticket.call;
        return ticket.ticket;
      },
      {
        up: () => this.listeners.tell("up", undefined),
        down: () => this.listeners.tell("down", undefined),
        refused: (code) => this.listeners.tell("refused", code),
        message: (event, data) => this.received(event, data),
      },
      ports,
    );
  }

  get connected(): boolean {
    return this.connection.connected;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    this.connection.close();
  }

  /** Asks for a place in the call. `fresh` proves the right to be there anew. */
  async join(fresh: boolean): Promise<CallJoined> {
    const ticket = await this.callTicket(fresh);
    return await this.connection.ask("call:join", ticket === null ? {} : { ticket });
  }

  async answer(peer: string, sdp: string): Promise<void> {
    await this.connection.ask("call:answer", { peer, sdp });
  }

  async leave(peer: string): Promise<void> {
    await this.connection.ask("call:leave", { peer });
  }

  async seatState(state: SeatState): Promise<void> {
    await this.connection.ask("seat:state", state);
  }

  private async callTicket(fresh: boolean): Promise<string | null> {
    const admission = this.admission;
    this.admission = null;
    if (admission !== null && !fresh) return admission;
    if (this.callAllowed && !fresh) return null;
    return (await this.freshTicket()).ticket;
  }

  private received(event: string, data: unknown): void {
    if (event === "seats") this.listeners.tell("seats", (data as Seats).seats);
    else if (event === "call:slots") this.listeners.tell("slots", data as CallSlots);
    else if (event === "call:closed") this.listeners.tell("closed", data as CallClosed);
    else if (event === "session:replaced") this.replaced();
    else if (event.startsWith("visit:")) this.hinted(event, data as VisitAdmitted);
  }

  private hinted(name: string, hint: VisitAdmitted): void {
    if (name === "visit:admitted" && hint.ticket) this.admission = hint.ticket;
    this.listeners.tell("hint", { ...hint, name });
  }

  private replaced(): void {
    // Reconnecting would throw the newer page out in turn, without end.
    this.connection.close();
    this.listeners.tell("replaced", undefined);
  }
}
