/** The server's end of a call's line, answering as a test says; and what keeps the call private. */
import type { CallOpened, CallShows, SeatState, Slot } from "../../contract/signaling.ts";
import { SignalError } from "../../signaling/errors.ts";
import { Listeners } from "../../signaling/listeners.ts";
import type { VisitSocketEvents } from "../../signaling/visit.ts";
import type { CallGuard, CallLine } from "../call.ts";
import type { Role } from "../peer/lines.ts";

export class FakeLine implements CallLine {
  connected = true;
  readonly listeners = new Listeners<VisitSocketEvents>();
  readonly joins: boolean[] = [];
  readonly answers: string[] = [];
  readonly restarts: string[] = [];
  readonly left: string[] = [];
  readonly shares: boolean[] = [];
  readonly watched: [number | null, number][] = [];
  readonly states: SeatState[] = [];
  readonly frozen: [freezes: number, ms: number][] = [];
  opened = 0;
  refusal: string | null = null;
  shareRefusal: string | null = null;
  offer = "offer";

  /** How long the server takes over the wish to take part, and whether it grants it. */
  joining: () => Promise<void> = async () => {};
  /** How long it takes over an answer, and whether it takes it. */
  answering: (version: number) => Promise<void> = async () => {};
  /** How long it takes over the wish to show a screen, or to show it no longer. */
  sharing: (on: boolean) => Promise<void> = async () => {};

  drops(): void {
    this.connected = false;
  }

  comesUp(): void {
    this.connected = true;
    this.listeners.tell("up", undefined);
  }

  readonly openCall = async (): Promise<CallOpened> => {
    this.reach();
    this.opened += 1;
    if (this.refusal) throw new SignalError(this.refusal);
    return { ok: true, peer: `peer${this.opened}`, version: 1, offer: this.offer, ice_servers: [] };
  };

  readonly join = async (fresh: boolean) => {
    this.reach();
    this.joins.push(fresh);
    await this.joining();
    if (this.refusal) throw new SignalError(this.refusal);
  };

  readonly answer = async (peer: string, version: number, sdp: string) => {
    this.reach();
    await this.answering(version);
    this.answers.push(`${peer} ${version}: ${sdp}`);
  };

  readonly restart = async (peer: string) => {
    this.reach();
    this.restarts.push(peer);
  };

  readonly leave = async (peer: string) => {
    this.reach();
    this.left.push(peer);
  };

  readonly watch = async (slot: number | null, height: number) => {
    this.reach();
    this.watched.push([slot, height]);
  };

  readonly seatState = async (state: SeatState) => {
    this.reach();
    this.states.push(state);
  };

  readonly seatPicture = async (freezes: number, frozenMs: number) => {
    this.reach();
    this.frozen.push([freezes, frozenMs]);
  };

  readonly share = async (on: boolean) => {
    this.reach();
    await this.sharing(on);
    if (this.shareRefusal) throw new SignalError(this.shareRefusal);
    this.shares.push(on);
  };

  shows(peer: string, ...slots: [slot: number, seat: string, picture?: Slot["picture"]][]): void {
    this.listeners.tell("shows", {
      peer,
      slots: slots.map(([slot, seat, picture = "high"]) => ({ slot, seat, picture })),
    });
  }

  offers(peer: string, version: number): void {
    this.listeners.tell("offer", { peer, version, offer: `offer ${version}` });
  }

  /** As a VisitSocket does: nothing is kept for later. */
  private reach(): void {
    if (!this.connected) throw new SignalError("signal.timeout");
  }
}

/** Remembers what it was told, in words. */
export class FakeGuard implements CallGuard {
  readonly told: string[] = [];

  guard = (peer: string) => void this.told.push(`guard ${peer}`);
  showing = ({ slots }: CallShows) => void this.told.push(`show ${slots.map(({ seat }) => seat)}`);
  sending = (roles: readonly Role[]) => void this.told.push(`send ${roles}`);
  renew = () => void this.told.push("renew");
}
