/** Typed callbacks by event name. */
export class Listeners<Events extends object> {
  private readonly byName = new Map<keyof Events, Set<(data: never) => void>>();

  /** Returns the function that stops listening. */
  on<Name extends keyof Events>(name: Name, listener: (data: Events[Name]) => void): () => void {
    const set = this.byName.get(name) ?? new Set();
    this.byName.set(name, set.add(listener));
    return () => set.delete(listener);
  }

  tell<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    for (const listener of [...(this.byName.get(name) ?? [])]) {
      (listener as (data: Events[Name]) => void)(data);
    }
  }
}
