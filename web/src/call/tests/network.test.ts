/** When the way to the server may have become another one. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Clock } from "../../state/clock.ts";
import { VirtualClock } from "../../state/tests/virtualClock.ts";
import { browserNetwork, watchSleep } from "../network.ts";

/** Timers stand still while it sleeps; the time of day does not. */
class SleepyClock implements Clock {
  private readonly awake = new VirtualClock();
  private slept = 0;

  now = () => this.awake.now() + this.slept;
  after = this.awake.after;

  get pending(): number {
    return this.awake.pending;
  }

  sleep(ms: number): void {
    this.slept += ms;
  }

  advance(ms: number): Promise<void> {
    return this.awake.advance(ms);
  }
}

let clock: SleepyClock;
let noticed: number;
const notice = () => {
  noticed += 1;
};

beforeEach(() => {
  clock = new SleepyClock();
  noticed = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a_device_that_stays_awake_is_never_said_to_have_slept", async () => {
  watchSleep(clock, notice);
  await clock.advance(3_600_000);
  expect(noticed).toBe(0);
});

test("waking_up_is_noticed_within_two_seconds_and_once", async () => {
  watchSleep(clock, notice);
  await clock.advance(10_000);
  clock.sleep(60_000);
  await clock.advance(1_999);
  const early = noticed;
  await clock.advance(60_000);
  expect([early, noticed]).toEqual([0, 1]);
});

test("every_sleep_is_noticed", async () => {
  watchSleep(clock, notice);
  for (let night = 0; night < 3; night += 1) {
    clock.sleep(28_800_000);
    await clock.advance(4_000);
  }
  expect(noticed).toBe(3);
});

test("a_timer_that_comes_a_few_seconds_late_has_not_slept", async () => {
  watchSleep(clock, notice);
  for (let time = 0; time < 10; time += 1) {
    clock.sleep(6_000);
    await clock.advance(2_000);
  }
  expect(noticed).toBe(0);
});

test("a_watch_that_was_stopped_notices_nothing_and_leaves_no_timer", async () => {
  watchSleep(clock, notice)();
  clock.sleep(60_000);
  await clock.advance(60_000);
  expect([noticed, clock.pending]).toEqual([0, 0]);
});

/** What a page has of its network: the window tells "online", the connection "change". */
function page(connection?: EventTarget): EventTarget {
  const window = new EventTarget();
  vi.stubGlobal("window", window);
  vi.stubGlobal("navigator", connection ? { connection } : {});
  return window;
}

test("a_page_that_is_online_again_and_another_kind_of_network_are_noticed", () => {
  const connection = new EventTarget();
  const window = page(connection);
  browserNetwork(clock).watch(notice);
  window.dispatchEvent(new Event("online"));
  connection.dispatchEvent(new Event("change"));
  expect(noticed).toBe(2);
});

test("a_browser_that_does_not_tell_its_kind_of_network_is_watched_all_the_same", async () => {
  const window = page();
  browserNetwork(clock).watch(notice);
  window.dispatchEvent(new Event("online"));
  clock.sleep(60_000);
  await clock.advance(2_000);
  expect(noticed).toBe(2);
});

test("a_network_that_is_watched_no_longer_tells_nothing", async () => {
  const connection = new EventTarget();
  const window = page(connection);
  const stop = browserNetwork(clock).watch(notice);
  stop();
  window.dispatchEvent(new Event("online"));
  connection.dispatchEvent(new Event("change"));
  clock.sleep(60_000);
  await clock.advance(10_000);
  expect([noticed, clock.pending]).toEqual([0, 0]);
});
