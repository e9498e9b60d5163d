/**
 * Remembers that keys did not match until a person has taken note of it. A server that was caught
 * can end the state itself by changing who is there; the warning must not go with it.
 */
import type { PrivacyView } from "../../../call/privacy/lock.ts";
import { type ReadonlyStore, Store } from "../../../state/store.ts";

export interface Breach {
  standing: ReadonlyStore<boolean>;
  dismiss: () => void;
}

const known = new WeakMap<ReadonlyStore<PrivacyView>, Breach>();

/** One for each visit's line, for as long as the line is there. */
export function breachOf(privacy: ReadonlyStore<PrivacyView>): Breach {
  const breach = known.get(privacy) ?? watched(privacy);
  known.set(privacy, breach);
  return breach;
}

function watched(privacy: ReadonlyStore<PrivacyView>): Breach {
  const standing = new Store(false);
  let before = "";
  const look = () => {
    const { lock } = privacy.get();
    if (lock === "broken" && before !== "broken") standing.set(true);
    before = lock;
  };
  look();
  privacy.subscribe(look);
  return { standing, dismiss: () => standing.set(false) };
}
