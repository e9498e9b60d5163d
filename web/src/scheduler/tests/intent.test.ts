import { beforeEach, expect, test } from "vitest";
import { IntentKey } from "../intent.ts";

let intent: IntentKey;

beforeEach(() => {
  const fresh = ["key-1", "key-2"];
  intent = new IntentKey(() => fresh.shift() ?? "");
});

test("the same wish keeps its key until it is answered", () => {
  expect(intent.keyFor({ time: 1 })).toBe("key-1");
  expect(intent.keyFor({ time: 1 })).toBe("key-1");
});

test("a changed wish gets a new key", () => {
  intent.keyFor({ time: 1 });
  expect(intent.keyFor({ time: 2 })).toBe("key-2");
});

test("the same wish after an answer is a new intent", () => {
  intent.keyFor({ time: 1 });
  intent.answered();
  expect(intent.keyFor({ time: 1 })).toBe("key-2");
});
