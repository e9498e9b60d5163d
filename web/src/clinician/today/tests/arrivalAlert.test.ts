import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../state/tests/virtualClock.ts";
import { ArrivalAlert, REPEAT_MS } from "../arrivalAlert.ts";

const MAYA = { id: "1", patient: "Maya Lind", time: "10:30" };
const JO = { id: "2", patient: "Jo Fox", time: "10:50" };

let clock: VirtualClock;
let alert: ArrivalAlert;
let rings: number;
let said: string[];
let count: number;

beforeEach(() => {
  clock = new VirtualClock();
  rings = 0;
  said = [];
  count = -1;
  const alarm = {
    ring: () => {
      rings += 1;
    },
    say: (sentence: string) => said.push(sentence),
    count: (waiting: number) => {
      count = waiting;
    },
  };
  alert = new ArrivalAlert(alarm, clock);
});

describe("an arrival", () => {
  test("rings once, is said, and is counted", () => {
    alert.update([MAYA], true);
    expect([rings, said, count]).toEqual([1, ["Maya Lind is here for the 10:30 visit."], 1]);
  });

  test("two at once ring once and are both named", () => {
    alert.update([MAYA, JO], true);
    expect(rings).toBe(1);
    expect(said[0]).toContain("Maya Lind");
    expect(said[0]).toContain("Jo Fox");
  });

  test("the same list again stays quiet", () => {
    alert.update([MAYA], true);
    alert.update([MAYA], true);
    expect(rings).toBe(1);
  });

  test("somebody who went away and came back is announced again", () => {
    alert.update([MAYA], true);
    alert.update([], true);
    alert.update([MAYA], true);
    expect(rings).toBe(2);
  });
});

describe("nobody looks at the page", () => {
  beforeEach(() => alert.update([MAYA], false));

  test("the sound repeats until somebody looks", async () => {
    await clock.advance(3 * REPEAT_MS);
    expect(rings).toBe(4);
    alert.seen();
    await clock.advance(3 * REPEAT_MS);
    expect(rings).toBe(4);
  });

  test("the sound stops when nobody waits any more", async () => {
    alert.update([], false);
    await clock.advance(3 * REPEAT_MS);
    expect([rings, count]).toEqual([1, 0]);
  });

  test("closing leaves no timer and no number", () => {
    alert.close();
    expect([clock.pending, count]).toEqual([0, 0]);
  });
});
