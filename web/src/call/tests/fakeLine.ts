/** The server's end of a call's line, answering as a test says. */
import type { CallOpened, SeatState, Slot } from "../../contract/signaling.ts";
import { SignalError } from "../../signaling/errors.ts";
import { Listeners } from "../../signaling/listeners.ts";
import type { VisitSocketEvents } from "../../signaling/visit.ts";
import type { CallLine } from "../call.ts";

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
  opened = 0;
  refusal: string | null = null;
  shareRefusal: string | null = null;
  offer = "offer";

  readonly openCall = async (): Promise<CallOpened> => {
    this.opened += 1;
    if (this.refusal) throw new SignalError(this.refusal);
    return { ok: true, peer: `peer${this.opened}`, version: 1, offer: this.offer, ice_servers: [] };
  };

  readonly join = async (fresh: boolean) => {
    this.joins.push(fresh);
    if (this.refusal) throw new SignalError(this.refusal);
  };

  readonly answer = async (peer: string, version: number, sdp: string) => {
    this.answers.push(`${peer} ${version}: ${sdp}`);
  };

  readonly restart = async (peer: string) => void this.restarts.push(peer);
  readonly leave = async (peer: string) => void this.left.push(peer);
  readonly watch = async (slot: number | null, height: number) =>
    void this.watched.push([slot, height]);
  readonly seatState = async (state: SeatState) => void this.states.push(state);

  readonly share = async (on: boolean) => {
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
}
