/** When the way to the server may have become another one: a new network, or waking up. */
import { type Clock, every } from "../state/clock.ts";

const STEP_MS = 2_000;
/** A timer that comes so late has slept. */
const SLEPT_MS = 8_000;

export interface Network {
  /** Calls back when the network may have changed; returns the function that stops it. */
  watch: (changed: () => void) => () => void;
}

interface Connection extends EventTarget {
  type?: string;
}

export function browserNetwork(clock: Clock): Network {
  return {
    watch(changed) {
      const connection = (navigator as { connection?: Connection }).connection;
      const stop = watchSleep(clock, changed);
      window.addEventListener("online", changed);
      connection?.addEventListener("change", changed);
      return () => {
        stop();
        window.removeEventListener("online", changed);
        connection?.removeEventListener("change", changed);
      };
    },
  };
}

/** Timers stand still while a device sleeps: the first one afterwards is late by the whole sleep. */
export function watchSleep(clock: Clock, woke: () => void): () => void {
  let last = clock.now();
  return every(clock, STEP_MS, () => {
    const now = clock.now();
    if (now - last > SLEPT_MS) woke();
    last = now;
  });
}
