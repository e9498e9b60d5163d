/**
 * The clinician's place in one visit: own devices, the seat's line, and the call, whose connection is opened early and
 * takes part once the patient is in. Entering and leaving may repeat; `close` frees whatever is open.
 */
import { Call, type CallView } from "../../call/call.ts";
import { LocalMedia } from "../../call/devices/local.ts";
import { VisitLine } from "../../call/visitLine.ts";
import type { Seat } from "../../contract/signaling.ts";
import type { TicketView } from "../../contract/views.ts";
import { type ReadonlyStore, Store } from "../../state/store.ts";

export interface RoomView {
  line: "connecting" | "up" | "down";
  seats: readonly Seat[];
  /** Null until the call was entered for the first time. */
  call: CallView | null;
  /** Another page of the same person has the seat: it took it, or it was there before. */
  elsewhere: "took" | "has" | null;
}

export class VisitRoom {
  readonly local = new LocalMedia();
  readonly view: ReadonlyStore<RoomView>;
  private readonly store = new Store<RoomView>({
    line: "connecting",
    seats: [],
    call: null,
    elsewhere: null,
  });
  readonly line: VisitLine;
  private call: Call | null = null;
  private wanted = false;
  /** The visit is under way, whether or not the call is. */
  private underWay = false;

  /** `onNews` hears of each change; without a revision when some may have been missed. */
  constructor(
    visit: string,
    freshTicket: () => Promise<TicketView>,
    onNews: (rev?: number) => void,
  ) {
    this.view = this.store;
    this.line = new VisitLine(visit, freshTicket);
    const { listeners } = this.line.socket;
    listeners.on("seats", (seats) => this.store.patch({ seats }));
    listeners.on("hint", ({ rev }) => onNews(rev));
    listeners.on("down", () => this.store.patch({ line: "down" }));
    listeners.on("taken", () => this.stoodAside("has"));
    listeners.on("replaced", () => this.stoodAside("took"));
    listeners.on("up", () => {
      this.store.patch({ line: "up", elsewhere: null });
      onNews();
      this.prepare();
    });
  }

  open(): void {
    this.line.socket.open();
    void this.local.start();
  }

  /** Takes the seat from the page that has it, and the call with it. */
  takeOver(): void {
    this.wanted = this.underWay;
    this.line.socket.takeOver();
    void this.local.start();
  }

  /** Joins the call now, or as soon as the line is up. */
  enterCall(): void {
    this.underWay = true;
    this.wanted = true;
    if (this.local.view.get().phase === "idle") void this.local.start();
    this.prepare();
  }

  /** The visit is on hold: stays ready to go on. */
  restCall(): void {
    this.underWay = false;
    this.wanted = false;
    this.call?.rest();
  }

  leaveCall(): void {
    this.call?.leave();
    this.forget();
    this.local.stop();
  }

  /** Shows one's own screen to the others; answers the code of a refusal. */
  async shareScreen(): Promise<string | null> {
    return (await this.call?.shareScreen()) ?? null;
  }

  stopSharing(): void {
    this.call?.stopSharing();
  }

  /** How tall a slot's picture (null: the shared screen) is on this page. */
  watch(slot: number | null, height: number): void {
    this.call?.watch(slot, height);
  }

  close(): void {
    this.leaveCall();
    this.line.close();
  }

  private stoodAside(elsewhere: "took" | "has"): void {
    this.store.patch({ elsewhere, line: "down" });
    this.local.stop();
  }

  /** A closed call is not entered again by itself; the person may ask for a new one. */
  private forget(): void {
    this.wanted = false;
    this.call = null;
  }

  private prepare(): void {
    if (!this.line.socket.connected) return;
    if (this.call === null) this.newCall();
    if (this.wanted) this.call?.start();
  }

  private newCall(): void {
    const call = new Call(this.line.socket, this.local, this.line.privacy);
    this.call = call;
    const show = () => {
      const view = call.view.get();
      if (view.state !== "ready") this.store.patch({ call: view });
      if (view.state === "closed" && this.call === call) this.forget();
    };
    call.view.subscribe(show);
    call.prepare();
  }
}
