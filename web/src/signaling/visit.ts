/**
 * The line of one seat in one visit: presence of all seats, hints that the visit changed, what pages
 * tell each other, and the call's offers and answers. State travels as snapshots, so a missed
 * message never matters.
 */
import type {
  CallClosed,
  CallDemand,
  CallOffer,
  CallOpened,
  CallShows,
  CheckReport,
  FromSeat,
  Seat,
  SeatState,
  Seats,
  VisitAdmitted,
} from "../contract/signaling.ts";
import type { TicketView } from "../contract/views.ts";
import { browserConnection, Connection, type ConnectionPorts } from "./connection.ts";
import { Listeners } from "./listeners.ts";
import { pageName } from "./page.ts";
import { Seating } from "./seats.ts";

export interface VisitSocketEvents {
  /** Connected (again): fetch the visit. */
  up: undefined;
  down: undefined;
  /** The server will not have this seat; the code says why. */
  refused: string;
  /** Another page has the seat: `takeOver` takes it, after asking. */
  taken: undefined;
  seats: Seat[];
  offer: CallOffer;
  shows: CallShows;
  demand: CallDemand;
  closed: CallClosed;
  /** What a try of the connection found. */
  check: CheckReport;
  keys: FromSeat;
  chat: FromSeat;
  /** Something about the visit changed: fetch it. */
  hint: VisitAdmitted & { name: string };
  /** The same seat connected somewhere else. */
  replaced: undefined;
}

const NAMES: Readonly<Record<string, keyof VisitSocketEvents>> = {
  "call:offer": "offer",
  "call:shows": "shows",
  "call:demand": "demand",
  "call:closed": "closed",
  "check:report": "check",
  "keys:message": "keys",
  "chat:message": "chat",
};

export class VisitSocket {
  readonly listeners = new Listeners<VisitSocketEvents>();
  private readonly connection: Connection;
  private readonly seating: Seating;
  /** One's own seat, known from the first ticket on. */
  seat = "";
  private callAllowed = false;
  private takeover = false;
  /** Sent by the server with the admission, so that joining needs no extra request. */
  private admission: string | null = null;

  constructor(
    private readonly freshTicket: () => Promise<TicketView>,
    ports: ConnectionPorts = browserConnection,
    private readonly page: () => string = pageName,
    /** Names this page in the agreement on keys; null when it cannot protect frames. */
    private readonly instance: string | null = null,
  ) {
    this.seating = new Seating(ports.clock, (seats) => this.listeners.tell("seats", seats));
    this.connection = new Connection(
      "/visit",
      () => this.credentials(),
      {
        up: () => this.up(),
        down: () => this.listeners.tell("down", undefined),
        refused: (code) => this.refused(code),
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

  /** Takes the seat from the page that has it. */
  takeOver(): void {
    this.takeover = true;
    this.connection.open();
  }

  close(): void {
    this.seating.close();
    this.connection.close();
  }

  /** Opens a connection that sends this page its own sound and picture back, for some seconds. */
  async openCheck(): Promise<CallOpened> {
    return await this.connection.ask("check:open", {});
  }

  async answerCheck(peer: string, version: number, sdp: string): Promise<void> {
    await this.connection.ask("check:answer", { peer, version, sdp });
  }

  /** Opens the connection of this seat: it takes part once `join` says so. */
  async openCall(): Promise<CallOpened> {
    return await this.connection.ask("call:open", {});
  }

  /** Takes part. `fresh` proves the right to be there anew. */
  async join(fresh: boolean): Promise<void> {
    const ticket = await this.callTicket(fresh);
    await this.connection.ask("call:join", ticket === null ? {} : { ticket });
  }

  async answer(peer: string, version: number, sdp: string): Promise<void> {
    await this.connection.ask("call:answer", { peer, version, sdp });
  }

  /** Asks for a further offer with new ICE credentials, after the network has changed. */
  async restart(peer: string): Promise<void> {
    await this.connection.ask("call:restart", { peer });
  }

  async leave(peer: string): Promise<void> {
    await this.connection.ask("call:leave", { peer });
  }

  async share(on: boolean): Promise<void> {
    await this.connection.ask("call:share", { on });
  }

  /** How tall a slot's picture (null: the shared screen) is on this page. */
  async watch(slot: number | null, height: number): Promise<void> {
    await this.connection.ask("call:watch", slot === null ? { height } : { slot, height });
  }

  async seatState(state: SeatState): Promise<void> {
    await this.connection.ask("seat:state", state);
  }

  /** Asks for a key frame of a slot's picture (null: of the shared screen). */
  async refresh(slot: number | null): Promise<void> {
    await this.connection.ask("call:refresh", slot === null ? {} : { slot });
  }

  /** What stood still on this page since the last time this was said. */
  async seatPicture(freezes: number, frozenMs: number): Promise<void> {
    await this.connection.ask("seat:picture", { freezes, frozen_ms: frozenMs });
  }

  /** To one seat, or to all others. */
  async sendKeys(to: string | null, body: string): Promise<void> {
    await this.connection.ask("keys:send", to === null ? { body } : { to, body });
  }

  async sendChat(body: string): Promise<void> {
    await this.connection.ask("chat:send", { body });
  }

  private async credentials(): Promise<object> {
    const ticket = await this.freshTicket();
    this.callAllowed = ticket.call;
    this.seat = ticket.seat_id;
    const instance = this.instance === null ? {} : { instance: this.instance };
    return { ticket: ticket.ticket, page: this.page(), takeover: this.takeover, ...instance };
  }

  private async callTicket(fresh: boolean): Promise<string | null> {
    const admission = this.admission;
    this.admission = null;
    if (admission !== null && !fresh) return admission;
    if (this.callAllowed && !fresh) return null;
    return (await this.freshTicket()).ticket;
  }

  private up(): void {
    this.takeover = false;
    this.seating.returned();
    this.listeners.tell("up", undefined);
  }

  private refused(code: string): void {
    if (code === "seat.taken") this.listeners.tell("taken", undefined);
    else this.listeners.tell("refused", code);
  }

  private received(event: string, data: unknown): void {
    const name = NAMES[event];
    if (name) this.listeners.tell(name, data as never);
    else if (event === "seats") this.seating.take((data as Seats).seats);
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
