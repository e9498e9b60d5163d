/**
 * The page's end of its frame Worker: follows an agreement, so that the Worker always has the mode
 * and the keys that the agreement's state allows, and keeps what the Worker counted.
 */
import { type ReadonlyStore, Store } from "../../state/store.ts";
import type { AgreementView } from "../agreement/agreement.ts";
import type { Established } from "../agreement/attempt.ts";
import type { BaseKey } from "../baseKey.ts";
import type { Role } from "../frames/kid.ts";
import type { EpochKeys, FromWorker, ToWorker } from "../frames/messages.ts";
import type { Tally } from "../frames/tally.ts";

/** The part of a Worker that is used here. */
export interface WorkerPort {
  postMessage: (message: ToWorker) => void;
  onmessage: ((event: { data: FromWorker }) => void) | null;
  terminate: () => void;
}

export interface FrameNews {
  /** Ask the sender of this line for a key frame, where the Worker's own request has no effect. */
  keyFrameNeeded: (track: string, seat: string, role: Role) => void;
  /** Call `renew` on the agreement. */
  rekey: () => void;
}

/** A second Worker would count from 0 under the same key: two frames under one counter. */
const given = new WeakMap<BaseKey, WorkerPort>();

export class FrameLink {
  /** What was counted: "encrypted" may be shown for a role once its `frames` grow. */
  readonly tallies: ReadonlyStore<readonly Tally[]>;
  private readonly store = new Store<readonly Tally[]>([]);

  constructor(
    private readonly worker: WorkerPort,
    private readonly news: FrameNews,
  ) {
    this.tallies = this.store;
    worker.onmessage = ({ data }) => this.heard(data);
  }

  /** Passes every state of the agreement on, the present one first; returns what stops it. */
  follow(view: ReadonlyStore<AgreementView>): () => void {
    const tell = () => this.tell(view.get());
    tell();
    return view.subscribe(tell);
  }

  /** Whose frames may pass on a receiving line. */
  expect(track: string, seat: string | null): void {
    this.worker.postMessage({ kind: "expect", track, seat });
  }

  /** Asks for the counters; they arrive in `tallies`. */
  count(): void {
    this.worker.postMessage({ kind: "count" });
  }

  close(): void {
    this.worker.onmessage = null;
    this.worker.terminate();
  }

  private tell(view: AgreementView): void {
    if (view.state === "established" && !this.take(view.established.own)) {
      this.worker.postMessage({ kind: "mode", mode: "closed" });
      this.news.rekey();
      return;
    }
    for (const message of instructions(view)) this.worker.postMessage(message);
  }

  private take(own: BaseKey): boolean {
    const holder = given.get(own) ?? this.worker;
    given.set(own, holder);
    return holder === this.worker;
  }

  private heard(message: FromWorker): void {
    if (message.kind === "counters") this.store.set(message.tallies);
    if (message.kind === "rekey") this.news.rekey();
    if (message.kind === "key_frame_needed") {
      this.news.keyFrameNeeded(message.track, message.seat, message.role);
    }
  }
}

/** What a Worker must be told in each state of an agreement; nothing is ever clear by default. */
export function instructions(view: AgreementView): ToWorker[] {
  if (view.state === "off") return [{ kind: "mode", mode: "clear" }];
  if (view.state === "agreeing" && view.holding) return [];
  if (view.state !== "established") return [{ kind: "mode", mode: "closed" }];
  return [
    { kind: "keys", keys: epochKeys(view.established) },
    { kind: "mode", mode: "encrypt" },
  ];
}

function epochKeys({ id, number, members, seat, own, others }: Established): EpochKeys {
  const sender = (name: string) => members.findIndex((member) => member.seat === name);
  return {
    id,
    number,
    sender: sender(seat),
    own,
    others: [...others].map(([name, key]) => ({ seat: name, sender: sender(name), key })),
  };
}
