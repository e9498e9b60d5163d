/** Ties a framework-free value to a component, in React and in Preact alike. */
import { useSyncExternalStore } from "react";
import type { ReadonlyStore } from "../../state/store.ts";

export function useView<T>(store: ReadonlyStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
