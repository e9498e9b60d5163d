/** Time as this room needs it; the pages' own `Clock` fits, and so does a worker's. */
export interface Clock {
  /** Milliseconds. */
  now: () => number;
  /** Runs `action` once after `ms`; returns the function that cancels it. */
  after: (ms: number, action: () => void) => () => void;
}
