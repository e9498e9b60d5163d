/** One observable value; fits React's `useSyncExternalStore` and needs no framework. */
export interface ReadonlyStore<T> {
  get: () => T;
  /** Calls back after each change; returns the function that stops it. */
  subscribe: (changed: () => void) => () => void;
}

export class Store<T> implements ReadonlyStore<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const changed of [...this.listeners]) changed();
  }

  /** Replaces some fields of an object value. */
  patch(part: Partial<T>): void {
    this.set({ ...this.value, ...part });
  }
}
