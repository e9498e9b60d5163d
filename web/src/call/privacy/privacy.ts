/**
 * Keeps the sound, picture and chat of one visit private to those who are in it: agrees on keys
 * through the visit's line, guards every line of a connection, and says truthfully how it stands.
 * Until keys are agreed on, nothing passes.
 */
import type { CallShows, FromSeat, Seat } from "../../contract/signaling.ts";
import { Agreement, type AgreementView, type Self } from "../../e2ee/agreement/agreement.ts";
import { browserChance, type Chance, newInstance } from "../../e2ee/agreement/ports.ts";
import type { TransformOptions } from "../../e2ee/frames/messages.ts";
import { canProtectFrames } from "../../e2ee/page/capability.ts";
import { FrameLink, type WorkerPort } from "../../e2ee/page/frameLink.ts";
import { openWorker } from "../../e2ee/page/openWorker.ts";
import { type Clock, every, systemClock } from "../../state/clock.ts";
import { type ReadonlyStore, Store } from "../../state/store.ts";
import { linesOf, type Role, roleOf, SCREEN, slotOf } from "../peer/lines.ts";
import { judge, NOT_YET, type PrivacyView } from "./lock.ts";

/** The part of a VisitSocket that an agreement needs. */
export interface PrivacyLine {
  readonly connected: boolean;
  sendKeys: (to: string | null, body: string) => Promise<void>;
  refresh: (slot: number | null) => Promise<void>;
  readonly listeners: {
    on: {
      (name: "seats", listener: (seats: Seat[]) => void): () => void;
      (name: "keys", listener: (message: FromSeat) => void): () => void;
    };
  };
}

export interface PrivacyPorts {
  capable: boolean;
  chance: Chance;
  clock: Clock;
  openWorker: () => WorkerPort;
  transform: (worker: WorkerPort, options: TransformOptions) => Transform;
}

type Transform = NonNullable<RTCRtpSender["transform"]>;
type ScriptTransform = new (worker: WorkerPort, options: TransformOptions) => Transform;

export const browserPrivacy = (): PrivacyPorts => ({
  capable: canProtectFrames(),
  chance: browserChance,
  clock: systemClock,
  openWorker,
  transform: (worker, options) =>
    new (globalThis as unknown as { RTCRtpScriptTransform: ScriptTransform }).RTCRtpScriptTransform(
      worker,
      options,
    ),
});

const COUNT_MS = 1_000;

export class Privacy {
  /** Names this page in the agreement; null when its browser cannot protect frames. */
  readonly instance: string | null;
  readonly view: ReadonlyStore<PrivacyView>;
  /** What the keys are derived from, for whatever else travels under them. */
  readonly keys: ReadonlyStore<AgreementView>;
  private readonly store = new Store<PrivacyView>(NOT_YET);
  private readonly agreed = new Store<AgreementView>({ state: "alone" });
  private readonly stops: (() => void)[] = [];
  private readonly worker: WorkerPort | null;
  private readonly frames: FrameLink | null;
  private agreement: Agreement | null = null;
  private line: PrivacyLine | null = null;
  private sent: readonly Role[] = [];

  constructor(private readonly ports: PrivacyPorts) {
    this.view = this.store;
    this.keys = this.agreed;
    this.instance = ports.capable ? newInstance(ports.chance) : null;
    this.worker = ports.capable ? ports.openWorker() : null;
    this.frames = this.worker && this.linkFrames(this.worker);
  }

  /** Begins to agree on keys with whoever is on the visit's line. */
  begin(visit: string, seat: string, line: PrivacyLine): void {
    if (this.agreement || this.line) return;
    this.line = line;
    if (this.instance === null || !this.frames) this.standOpen(seat);
    else this.agree({ visit, seat, instance: this.instance }, line, this.frames);
  }

  /** Puts every line of a connection behind the Worker; before any track is attached to it. */
  guard(peer: string, connection: RTCPeerConnection): void {
    const { worker } = this;
    if (!worker) return;
    connection.getTransceivers().forEach(({ sender, receiver }, line) => {
      const role = roleOf(line);
      if (line <= SCREEN && !sender.transform) {
        sender.transform = this.ports.transform(worker, { direction: "send", role });
      }
      receiver.transform ??= this.ports.transform(worker, {
        direction: "receive",
        role,
        track: trackOf(peer, line),
        seat: null,
      });
    });
  }

  /** Only the person who is shown on a line may be heard or seen there. */
  showing({ peer, slots, screen }: CallShows): void {
    const seats = new Map<number, string>();
    for (const { slot, seat } of slots) for (const line of linesOf(slot)) seats.set(line, seat);
    if (screen) seats.set(SCREEN, screen.seat);
    const last = Math.max(SCREEN, ...seats.keys());
    for (let line = 0; line <= last; line += 1) {
      this.frames?.expect(trackOf(peer, line), seats.get(line) ?? null);
    }
  }

  /** Which of one's own lines carry something. */
  sending(roles: readonly Role[]): void {
    this.sent = roles;
    this.frames?.count();
    this.look();
  }

  /** Fresh keys: for a new connection, or to try again after something did not add up. */
  renew(): void {
    this.agreement?.renew();
  }

  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.agreement?.close();
    this.frames?.close();
    this.agreed.set({ state: "alone" });
  }

  private agree(self: Self, line: PrivacyLine, frames: FrameLink): void {
    const agreement = new Agreement(self, {
      chance: this.ports.chance,
      clock: this.ports.clock,
      // A lost message heals: the agreement begins again by itself.
      send: (message) => void line.sendKeys(null, JSON.stringify(message)).catch(() => {}),
    });
    this.agreement = agreement;
    this.stops.push(
      line.listeners.on("seats", (seats) => agreement.members(seats.flatMap(member))),
      line.listeners.on("keys", ({ seat: from, body }) => agreement.receive(from, parsed(body))),
      frames.follow(agreement.view),
      agreement.view.subscribe(() => this.agreed.set(agreement.view.get())),
      agreement.view.subscribe(() => this.look()),
      frames.tallies.subscribe(() => this.look()),
      every(this.ports.clock, COUNT_MS, () => frames.count()),
    );
  }

  private linkFrames(worker: WorkerPort): FrameLink {
    return new FrameLink(worker, {
      keyFrameNeeded: (track) => {
        const slot = slotOf(Number(track.split(":").at(-1)));
        if (this.line?.connected) this.line.refresh(slot).catch(() => {});
      },
      rekey: () => this.renew(),
    });
  }

  private standOpen(seat: string): void {
    this.store.set({ ...NOT_YET, lock: "open", because: [seat] });
    this.agreed.set({ state: "off", seats: [seat] });
  }

  private look(): void {
    if (!this.agreement || !this.frames) return;
    const view = judge(this.agreement.view.get(), this.frames.tallies.get(), this.sent);
    if (JSON.stringify(view) !== JSON.stringify(this.store.get())) this.store.set(view);
  }
}

/** Whoever is gone holds no keys; whoever only lost the line for a moment keeps them. */
function member({ seat, presence, instance }: Seat) {
  if (presence === "gone") return [];
  return [{ seat, instance: instance ?? `none:${seat}`, capable: instance !== undefined }];
}

function trackOf(peer: string, line: number): string {
  return `${peer}:${line}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
