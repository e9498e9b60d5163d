/**
 * One person's place in the call: joins, heals by itself, leaves. Every drop leads to a fresh
 * connection in the same seat after a growing wait; only an ended visit, a newer page of the same
 * person or leaving ends it. What `leave` finds open, it closes.
 */
import { codeOf } from "../api/sentences.ts";
import type { CallClosed, CallJoined, CallSlots, SeatState, Slot } from "../contract/signaling.ts";
import { Backoff } from "../state/backoff.ts";
import { type Clock, every, systemClock } from "../state/clock.ts";
import { type ReadonlyStore, Store } from "../state/store.ts";
import type { LocalMedia } from "./local.ts";
import { browserPeer, Peer, type PeerPorts } from "./peer.ts";
import { judge, type Quality, type Reading, read } from "./quality.ts";

export type CallState = "idle" | "joining" | "connected" | "reconnecting" | "closed";

export interface Remote {
  seat: string;
  stream: MediaStream;
}

export interface CallView {
  state: CallState;
  /** Everybody else whose sound and picture arrive here. */
  remotes: readonly Remote[];
  quality: Quality;
  /** Why it closed: "left", "ended", "superseded", "visit.not_admitted" … */
  reason: string | null;
}

/** The part of a VisitSocket that a call needs. */
export interface CallLine {
  readonly connected: boolean;
  join: (fresh: boolean) => Promise<CallJoined>;
  answer: (peer: string, sdp: string) => Promise<void>;
  leave: (peer: string) => Promise<void>;
  seatState: (state: SeatState) => Promise<void>;
  readonly listeners: {
    on: {
      (name: "up", listener: () => void): () => void;
      (name: "slots", listener: (slots: CallSlots) => void): () => void;
      (name: "closed", listener: (closed: CallClosed) => void): () => void;
      (name: "replaced", listener: () => void): () => void;
    };
  };
}

export interface CallPorts extends PeerPorts {
  clock: Clock;
  random: () => number;
}

export const browserCall: CallPorts = { ...browserPeer, clock: systemClock, random: Math.random };

/** A lost connection often comes back by itself (RFC 7675 allows 30 s); people do not wait that long. */
const DISCONNECTED_MS = 3_000;
const CONNECT_MS = 10_000;
const QUALITY_MS = 2_000;
const FINAL_CLOSES = new Set(["ended", "left", "superseded"]);
const FINAL_REFUSALS = new Set(["visit.ended", "visit.not_admitted", "visit.check_in_required"]);

export class Call {
  readonly view: ReadonlyStore<CallView>;
  private readonly store = new Store<CallView>({
    state: "idle",
    remotes: [],
    quality: "good",
    reason: null,
  });
  private readonly backoff: Backoff;
  private readonly stops: (() => void)[] = [];
  private peer: Peer | null = null;
  private slots: { peer: string; slots: readonly Slot[] } = { peer: "", slots: [] };
  private cancelTimer = () => {};
  private attempt = 0;
  private reading: Reading | null = null;
  private sending: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = {
    audio: null,
    video: null,
  };
  private told = "";

  constructor(
    private readonly line: CallLine,
    private readonly local: LocalMedia,
    private readonly ports: CallPorts = browserCall,
  ) {
    this.view = this.store;
    this.backoff = new Backoff(400, 8_000, ports.random);
  }

  /** Takes the place; may be called once. */
  start(): void {
    if (this.store.get().state !== "idle") return;
    this.stops.push(
      this.line.listeners.on("slots", (slots) => this.slotted(slots)),
      this.line.listeners.on("closed", (closed) => this.closedByServer(closed)),
      this.line.listeners.on("replaced", () => this.close("superseded")),
      this.line.listeners.on("up", () => this.lineUp()),
      this.local.view.subscribe(() => void this.localChanged()),
      every(this.ports.clock, QUALITY_MS, () => void this.measure()),
    );
    this.store.patch({ state: "joining" });
    if (this.line.connected) void this.connect(false);
  }

  /** Gives the place up and frees everything except the devices, which belong to `LocalMedia`. */
  leave(): void {
    const peer = this.peer;
    this.close("left");
    // Best effort: the server also notices that the packets stop.
    if (peer && this.line.connected) this.line.leave(peer.id).catch(() => {});
  }

  private async connect(fresh: boolean): Promise<void> {
    const attempt = this.nextAttempt();
    this.cancelTimer = this.ports.clock.after(CONNECT_MS, () => this.rejoin());
    try {
      const { peer: id, offer } = await this.line.join(fresh);
      if (attempt !== this.attempt) return;
      const peer = new Peer(id, this.ports, (state) => this.peerChanged(attempt, state));
      this.peer = peer;
      this.sending = this.ownTracks();
      await peer.answer(offer, this.sending, (sdp) => this.line.answer(id, sdp));
      if (attempt !== this.attempt) return;
      this.showSlots();
      await this.localChanged();
    } catch (error) {
      if (attempt === this.attempt) this.failed(codeOf(error));
    }
  }

  /** Whatever an earlier attempt still awaits is void from here on. */
  private nextAttempt(): number {
    this.cancelTimer();
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
    this.store.patch({ state: "reconnecting", remotes: [] });
    this.cancelTimer = this.ports.clock.after(this.backoff.next(), () => void this.connect(true));
  }

  private peerChanged(attempt: number, state: RTCPeerConnectionState): void {
    if (attempt !== this.attempt) return;
    if (state === "connected") {
      this.cancelTimer();
      this.backoff.reset();
      this.store.patch({ state: "connected" });
    } else if (state === "disconnected") {
      this.store.patch({ state: "reconnecting" });
      this.cancelTimer();
      this.cancelTimer = this.ports.clock.after(DISCONNECTED_MS, () => this.rejoin());
    } else if (state === "failed") {
      this.rejoin();
    }
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
    else void this.localChanged();
  }

  private slotted(slots: CallSlots): void {
    // May come before the join's acknowledgement is worked off, so it is kept with its peer.
    this.slots = slots;
    this.showSlots();
  }

  private showSlots(): void {
    const peer = this.peer;
    if (!peer || this.slots.peer !== peer.id) return;
    const remotes = this.slots.slots.flatMap(({ slot, seat }) => {
      const stream = peer.slot(slot);
      return stream ? [{ seat, stream }] : [];
    });
    this.store.patch({ remotes });
  }

  private ownTracks() {
    const { audio, video } = this.local.view.get();
    return { audio, video };
  }

  private async localChanged(): Promise<void> {
    const peer = this.peer;
    if (!peer) return;
    const own = this.ownTracks();
    const before = this.sending;
    this.sending = own;
    this.tellSeatState();
    if (own.audio !== before.audio) await peer.sendAudio(own.audio);
    if (own.video !== before.video) await peer.sendVideo(own.video);
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
    const peer = this.peer;
    if (!peer || this.store.get().state !== "connected") return;
    const now = read((await peer.stats()) as unknown as Map<string, never>);
    if (peer !== this.peer) return;
    const expected = this.store.get().remotes.length > 0;
    if (this.reading) this.store.patch({ quality: judge(this.reading, now, expected) });
    this.reading = now;
  }

  private close(reason: string): void {
    if (this.store.get().state === "closed") return;
    this.nextAttempt();
    for (const stop of this.stops.splice(0)) stop();
    this.store.patch({ state: "closed", remotes: [], reason });
  }
}
