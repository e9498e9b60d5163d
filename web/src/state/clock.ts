/** Time as a port, so that view models run on a virtual clock in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Runs `action` once after `ms`; returns the function that cancels it. */
  after: (ms: number, action: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Repeats `action` every `ms` until the returned function is called. */
export function every(clock: Clock, ms: number, action: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = clock.after(ms, () => {
      again();
      action();
    });
  };
  again();
  return () => cancel();
}
