/**
 * All frame keys of a page: those of the present epoch to send and to receive, and those of earlier
 * epochs to receive what is still on its way.
 */
import type { Clock } from "../clock.ts";
import { EPOCHS, type KeyId } from "./kid.ts";
import type { EpochKeys } from "./messages.ts";
import { Receiver, type Source } from "./receiver.ts";
import { COUNTER_LIMIT, Sender } from "./sender.ts";

/** How long frames of an earlier epoch are still opened. */
export const PREVIOUS_MS = 5_000;

export class Keyring {
  /** Null before the first keys, and after `wipe`. */
  sender: Sender | null = null;
  private receivers: readonly Receiver[] = [];
  private readonly taken = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly counterLimit = COUNTER_LIMIT,
  ) {}

  /**
   * Takes the keys of an epoch, and says no to an epoch it has had: its counters would begin anew,
   * and two frames under one counter betray both.
   */
  install(keys: EpochKeys): boolean {
    if (this.taken.has(keys.id)) return false;
    this.taken.add(keys.id);
    for (const receiver of this.receivers) {
      this.clock.after(PREVIOUS_MS, () => this.forget(receiver));
    }
    // Two epochs that look alike in a key id: only the newer one can be meant from now on.
    const others = this.receivers.filter(({ epoch }) => (epoch - keys.number) % EPOCHS !== 0);
    this.receivers = [new Receiver(keys), ...others];
    this.sender = new Sender(keys, this.counterLimit);
    return true;
  }

  source(id: KeyId): Source | null {
    const receiver = this.receivers.find(({ epoch }) => epoch % EPOCHS === id.epoch);
    return receiver?.source(id) ?? null;
  }

  wipe(): void {
    this.sender = null;
    this.receivers = [];
  }

  private forget(receiver: Receiver): void {
    this.receivers = this.receivers.filter((other) => other !== receiver);
  }
}
