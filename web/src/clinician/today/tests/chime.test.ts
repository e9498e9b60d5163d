import { expect, test } from "vitest";
import { Chime } from "../chime.ts";

function preferences(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

function noSound(): never {
  throw new Error("no sound may be opened");
}

test("before any touch of the page the sound waits for one", () => {
  const chime = new Chime(preferences(), () => false, noSound);
  expect(chime.state.get()).toBe("blocked");
  chime.ring();
  chime.unlock();
  expect(chime.state.get()).toBe("on");
});

test("sound switched off stays off on the next page", () => {
  const kept = preferences();
  new Chime(kept, () => true, noSound).setWanted(false);
  const next = new Chime(kept, () => true, noSound);
  next.unlock();
  next.ring();
  expect(next.state.get()).toBe("off");
});
