/**
 * One person's place in the call: its connection is opened early, takes part when it may, heals by
 * itself and ends without a trace. Every drop leads to a fresh connection in the same seat after a
 * growing wait; only an ended visit, a newer page of the same person or leaving ends it.
 */
import { codeOf } from "../api/sentences.ts";
import type {
  CallClosed,
  CallDemand,
  CallOffer,
  CallOpened,
  CallShows,
  SeatState,
} from "../contract/signaling.ts";
import { Backoff } from "../state/backoff.ts";
import { type Clock, every, systemClock } from "../state/clock.ts";
import { type ReadonlyStore, Store } from "../state/store.ts";
import type { LocalMedia } from "./devices/local.ts";
import type { ScreenCapture } from "./devices/screen.ts";
import { FINAL_REFUSALS, Joining } from "./joining.ts";
import { browserNetwork, type Network } from "./network.ts";
import { ownRoles, type Role } from "./peer/lines.ts";
import { browserPeer, NO_TRACKS, type OwnTracks, Peer, type PeerPorts } from "./peer/peer.ts";
import { type Frozen, frozen, judge, type Quality, type Reading, read } from "./quality.ts";
import { Sharing } from "./sharing.ts";
import { NOTHING_SHOWN, type Remote, type Shown, shown } from "./shown.ts";

/** "ready": the connection is opened, or being opened, without taking part. */
export type CallState = "idle" | "ready" | "joining" | "connected" | "reconnecting" | "closed";

export interface CallView {
  state: CallState;
  /** Everybody else whose sound and picture arrive here. */
  remotes: readonly Remote[];
  /** The screen that somebody else shares. */
  screen: Remote | null;
  /** One's own screen is shown to the others. */
  sharing: boolean;
  quality: Quality;
  /** Why it closed: "left", "ended", "superseded", "visit.not_admitted" … */
  reason: string | null;
}

/** The part of a VisitSocket that a call needs. */
export interface CallLine {
  readonly connected: boolean;
  openCall: () => Promise<CallOpened>;
  join: (fresh: boolean) => Promise<void>;
  answer: (peer: string, version: number, sdp: string) => Promise<void>;
  restart: (peer: string) => Promise<void>;
  leave: (peer: string) => Promise<void>;
  share: (on: boolean) => Promise<void>;
  watch: (slot: number | null, height: number) => Promise<void>;
  seatState: (state: SeatState) => Promise<void>;
  seatPicture: (freezes: number, frozenMs: number) => Promise<void>;
  readonly listeners: {
    on: {
      (name: "up" | "replaced", listener: () => void): () => void;
      (name: "offer", listener: (offer: CallOffer) => void): () => void;
      (name: "shows", listener: (shows: CallShows) => void): () => void;
      (name: "demand", listener: (demand: CallDemand) => void): () => void;
      (name: "closed", listener: (closed: CallClosed) => void): () => void;
    };
  };
}

/** What keeps the call private; see `Privacy`. */
export interface CallGuard {
  guard: (peer: string, connection: RTCPeerConnection) => void;
  showing: (shows: CallShows) => void;
  sending: (roles: readonly Role[]) => void;
  renew: () => void;
}

export interface CallPorts extends PeerPorts {
  clock: Clock;
  network: Network;
  screen?: ScreenCapture;
  random: () => number;
}

export const browserCall: CallPorts = {
  ...browserPeer,
  clock: systemClock,
  network: browserNetwork(systemClock),
  random: Math.random,
};

/** A lost connection often comes back by itself (RFC 7675 allows 30 s); people do not wait that long. */
const DISCONNECTED_MS = 3_000;
const CONNECT_MS = 10_000;
const QUALITY_MS = 2_000;
const FINAL_CLOSES = new Set(["ended", "left", "superseded"]);

export class Call {
  readonly view: ReadonlyStore<CallView>;
  private readonly store = new Store<CallView>({
    state: "idle",
    remotes: [],
    screen: null,
    sharing: false,
    quality: "good",
    reason: null,
  });
  private readonly sharing: Sharing;
  private readonly joining: Joining;
  private readonly backoff: Backoff;
  private readonly stops: (() => void)[] = [];
  private peer: Peer | null = null;
  private shows: Shown = NOTHING_SHOWN;
  private taking = false;
  private cancelTimer = () => {};
  private attempt = 0;
  private reading: Reading | null = null;
  private told = "";

  constructor(
    private readonly line: CallLine,
    private readonly local: LocalMedia,
    private readonly privacy: CallGuard,
    private readonly ports: CallPorts = browserCall,
  ) {
    this.view = this.store;
    this.sharing = new Sharing(
      (on) => line.share(on),
      () => void this.localChanged(),
      ports.screen,
    );
    const backoff = () => new Backoff(400, 8_000, ports.random);
    this.backoff = backoff();
    this.joining = new Joining(line, ports.clock, backoff(), (code) => this.close(code));
  }

  /** Opens the connection without taking part, so that nothing is left to do when it may. */
  prepare(): void {
    if (this.store.get().state !== "idle") return;
    this.listen();
    this.store.patch({ state: "ready" });
    if (this.line.connected) void this.connect(false);
  }

  /** Takes part. */
  start(): void {
    if (this.taking || this.store.get().state === "closed") return;
    this.taking = true;
    const early = this.store.get().state === "idle";
    this.prepare();
    this.store.patch({ state: this.peer?.state === "connected" ? "connected" : "joining" });
    this.show(); // the server may have let us in before this page knew
    void this.localChanged();
    if (!early && this.line.connected) void this.takePart();
  }

  /** Takes part no longer, and stays ready to. */
  rest(): void {
    if (!this.taking || this.store.get().state === "closed") return;
    this.taking = false;
    this.joining.stop();
    this.sharing.stop();
    this.store.patch({ state: "ready", remotes: [], screen: null });
    void this.localChanged();
  }

  /** Gives the place up and frees everything except the devices, which belong to `LocalMedia`. */
  leave(): void {
    const peer = this.peer;
    this.close("left");
    // Best effort: the server also notices that the packets stop.
    if (peer && this.line.connected) this.line.leave(peer.id).catch(() => {});
  }

  /** Shows one's own screen to the others; answers the code of a refusal. */
  async shareScreen(): Promise<string | null> {
    return this.taking ? await this.sharing.start() : null;
  }

  stopSharing(): void {
    this.sharing.stop();
  }

  /** How tall a slot's picture (null: the shared screen) is on this page. */
  watch(slot: number | null, height: number): void {
    if (this.peer && this.line.connected) this.line.watch(slot, height).catch(() => {});
  }

  private listen(): void {
    const { listeners } = this.line;
    this.stops.push(
      listeners.on("offer", (offer) => void this.offered(offer)),
      listeners.on("shows", (shows) => this.showing(shows)),
      listeners.on("demand", (demand) => this.demanded(demand)),
      listeners.on("closed", (closed) => this.closedByServer(closed)),
      listeners.on("replaced", () => this.close("superseded")),
      listeners.on("up", () => this.lineUp()),
      this.local.view.subscribe(() => void this.localChanged()),
      this.ports.network.watch(() => this.networkChanged()),
      every(this.ports.clock, QUALITY_MS, () => void this.measure()),
    );
  }

  private async connect(fresh: boolean): Promise<void> {
    const attempt = this.nextAttempt();
    this.cancelTimer = this.ports.clock.after(CONNECT_MS, () => this.rejoin());
    const joined = this.taking ? this.joining.ask(fresh) : Promise.resolve();
    await this.orRejoin(async () => {
      const opened = await this.line.openCall();
      if (attempt !== this.attempt) return;
      this.peer = this.newPeer(attempt, opened);
      if (attempt > 1) this.privacy.renew();
      void this.localChanged();
      await this.negotiate(this.peer, opened);
    });
    await joined; // only who takes part may show a screen
    if (attempt === this.attempt) await this.sharing.resume();
  }

  /** Only who takes part is heard about a screen: what could not be told of it is told then. */
  private async takePart(): Promise<void> {
    await this.joining.ask(false);
    await this.sharing.settle();
  }

  private newPeer(attempt: number, { peer, ice_servers }: CallOpened): Peer {
    return new Peer(
      peer,
      this.ports,
      ice_servers,
      (connection) => this.privacy.guard(peer, connection),
      (state) => this.peerChanged(attempt, state),
    );
  }

  private async negotiate(peer: Peer, { version, offer }: CallOffer | CallOpened): Promise<void> {
    try {
      await peer.answer(version, offer, (number, sdp) => this.line.answer(peer.id, number, sdp));
    } catch (error) {
      // A newer offer is under way, and the answer to it is all that counts.
      if (codeOf(error) !== "peer.stale_answer") throw error;
    }
    this.show();
  }

  /** What fails costs the connection that it was tried on, and never a later one. */
  private async orRejoin(work: () => Promise<void>): Promise<void> {
    const { attempt } = this;
    try {
      await work();
    } catch (error) {
      if (attempt === this.attempt) this.failed(codeOf(error));
    }
  }

  /** Whatever an earlier attempt still awaits is void from here on. */
  private nextAttempt(): number {
    this.cancelTimer();
    this.joining.stop();
    this.peer?.close();
    this.peer = null;
    this.reading = null;
    this.told = "";
    this.attempt += 1;
    return this.attempt;
  }

  private failed(code: string): void {
    if (FINAL_REFUSALS.has(code)) this.close(code);
    else this.rejoin();
  }

  private rejoin(): void {
    if (this.store.get().state === "closed") return;
    this.nextAttempt();
    this.store.patch({ state: this.taking ? "reconnecting" : "ready", remotes: [], screen: null });
    this.cancelTimer = this.ports.clock.after(this.backoff.next(), () => void this.connect(true));
  }

  private peerChanged(attempt: number, state: RTCPeerConnectionState): void {
    if (attempt !== this.attempt) return;
    if (state === "connected") {
      this.cancelTimer();
      this.backoff.reset();
      if (this.taking) this.store.patch({ state: "connected" });
    } else if (state === "disconnected") {
      if (this.taking) this.store.patch({ state: "reconnecting" });
      this.networkChanged();
      this.cancelTimer();
      this.cancelTimer = this.ports.clock.after(DISCONNECTED_MS, () => this.rejoin());
    } else if (state === "failed") {
      this.rejoin();
    }
  }

  /** Another way to the server is found by asking anew (RFC 8445 section 9); the old one goes on meanwhile. */
  private networkChanged(): void {
    if (this.peer && this.line.connected) this.line.restart(this.peer.id).catch(() => {});
  }

  private async offered(offer: CallOffer): Promise<void> {
    const { peer } = this;
    if (peer?.id === offer.peer) await this.orRejoin(() => this.negotiate(peer, offer));
  }

  private demanded(demand: CallDemand): void {
    if (demand.peer === this.peer?.id) void this.peer.meet(demand);
  }

  private closedByServer(closed: CallClosed): void {
    if (closed.peer !== this.peer?.id) return;
    if (FINAL_CLOSES.has(closed.reason)) this.close(closed.reason);
    else this.rejoin();
  }

  /** The socket is (back) up: do not wait out a long pause; a living connection is kept. */
  private lineUp(): void {
    this.told = "";
    if (this.peer === null) void this.connect(false);
    else if (this.taking) void this.takePart();
    void this.localChanged();
  }

  private showing(shows: CallShows): void {
    // May come before the opening's acknowledgement is worked off, so it is kept with its peer.
    this.shows = shows;
    this.privacy.showing(shows);
    this.show();
  }

  private show(): void {
    const { peer } = this;
    if (peer && this.taking && this.shows.peer === peer.id)
      this.store.patch(shown(peer, this.shows));
  }

  /** One's own as it is by now: sent to the others, and told. */
  private async localChanged(): Promise<void> {
    const own = this.taking ? this.ownTracks() : NO_TRACKS;
    this.store.patch({ sharing: own.screen !== null });
    const { peer } = this;
    if (!peer) return;
    this.privacy.sending(ownRoles(own));
    this.tellSeatState();
    await this.orRejoin(() => peer.send(own));
  }

  private ownTracks(): OwnTracks {
    const { audio, video } = this.local.view.get();
    return { audio, camera: video, screen: this.sharing.track };
  }

  private tellSeatState(): void {
    const { muted, cameraOff, audio } = this.local.view.get();
    const state = { muted: muted || audio === null, camera_off: cameraOff };
    if (!this.line.connected || this.told === JSON.stringify(state)) return;
    this.told = JSON.stringify(state);
    this.line.seatState(state).catch(() => {
      this.told = "";
    });
  }

  private async measure(): Promise<void> {
    const { peer } = this;
    if (!peer || this.store.get().state !== "connected") return;
    const now = read((await peer.stats()) as unknown as Map<string, never>);
    if (peer !== this.peer) return;
    const expected = this.store.get().remotes.length > 0;
    if (this.reading) {
      this.store.patch({ quality: judge(this.reading, now, expected) });
      this.tellFrozen(frozen(this.reading, now));
    }
    this.reading = now;
  }

  /** For the record; nothing of it is worth a second try. */
  private tellFrozen(seen: Frozen | null): void {
    if (seen && this.line.connected)
      this.line.seatPicture(seen.freezes, seen.frozenMs).catch(() => {});
  }

  private close(reason: string): void {
    if (this.store.get().state === "closed") return;
    this.sharing.stop();
    this.nextAttempt();
    for (const stop of this.stops.splice(0)) stop();
    this.store.patch({ state: "closed", remotes: [], screen: null, sharing: false, reason });
  }
}
