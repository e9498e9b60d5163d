/** A place in the call in any order of events: what is never true, and where it always ends. */
import { expect, test } from "vitest";
import { seeded } from "../../e2ee/tests/seeded.ts";
import { settled } from "../../state/tests/virtualClock.ts";
import { videoTrack } from "./fakeBrowser.ts";
import { Stage } from "./stage.ts";

const SEEDS = Array.from({ length: 60 }, (_, at) => at + 1);
const STATES = ["connecting", "connected", "disconnected", "failed"] as const;
const REFUSALS = [null, null, "media.full", "signal.timeout", "network.failed"] as const;

/** Somebody's call on a bad day, and whether they take part by what happened. */
class Day {
  private taking = false;
  private version = 1;
  /** How often the next thing happens before everything of the last one is over. */
  private haste = 0;

  private constructor(
    readonly stage: Stage,
    readonly random: () => number,
  ) {}

  static async of(seed: number): Promise<Day> {
    return new Day(await Stage.set(), seeded(seed));
  }

  /** The browser takes its time over offers and tracks, never the same, and nobody waits for it. */
  slowly(): this {
    this.haste = 0.5;
    const slow = async () => {
      for (let turns = Math.floor(this.random() * 9); turns > 0; turns -= 1) await null;
    };
    Object.assign(this.stage.browser.pace, { described: slow, placed: slow });
    return this;
  }

  async goesOn(steps: number): Promise<string | null> {
    for (let step = 0; step < steps; step += 1) {
      await this.happens();
      if (this.random() < this.haste) continue;
      // Long enough for whatever the browser puts off.
      for (let times = 0; times < 4; times += 1) await settled();
      const found = this.wrong();
      if (found) return found;
    }
    return null;
  }

  /** Everything is well again, and time passes. */
  async recovers(): Promise<void> {
    const { line, clock } = this.stage;
    line.refusal = null;
    line.comesUp();
    for (let second = 0; second < 60; second += 1) {
      const latest = this.latest();
      if (latest && !latest.closed) latest.becomes("connected");
      await clock.advance(1_000);
    }
  }

  /** The first thing that must never be true and is; null when all is well. */
  wrong(): string | null {
    const { browser, call, local } = this.stage;
    const { state, remotes, sharing } = call.view.get();
    const screen = browser.screen.view.get();
    if (browser.open > 1) return "two connections at once";
    if (!this.taking && (remotes.length > 0 || state === "connected")) return "there uninvited";
    if (!sharing && screen !== null) return "a screen is captured for nobody";
    const latest = this.latest();
    if (!latest || latest.closed || latest.remoteDescription === "") return null;
    const { audio, video } = local.view.get();
    const own = this.taking ? [audio, video, sharing ? screen : null] : [null, null, null];
    return own.every((track, at) => this.stage.going[at] === track)
      ? null
      : "not one's own goes up";
  }

  get wished(): string {
    return this.taking ? "connected" : "ready";
  }

  private async happens(): Promise<void> {
    const { call, line, browser, clock, local } = this.stage;
    await this.pick<() => unknown>([
      () => call.prepare(),
      () => this.start(),
      () => this.rest(),
      () => line.drops(),
      () => line.comesUp(),
      () => this.refuses(),
      () => this.becomes(),
      () => this.offers(),
      () => line.shows(this.peer(), [0, "doctor"], [1, "daughter"]),
      () => line.listeners.tell("closed", { peer: this.peer(), reason: "timeout" }),
      () => clock.advance(Math.floor(this.random() * 12_000)),
      () => browser.changesNetwork(),
      () => void local.setCamera(this.random() < 0.5),
      () => void local.chooseCamera("another"),
      () => local.setMuted(this.random() < 0.5),
      () => this.shares(),
      () => call.stopSharing(),
    ])();
  }

  private start(): void {
    this.taking = true;
    this.stage.call.start();
  }

  private rest(): void {
    this.taking = false;
    this.stage.call.rest();
  }

  private shares(): void {
    this.stage.browser.screens = [this.random() < 0.8 ? videoTrack() : null];
    void this.stage.call.shareScreen();
  }

  private refuses(): void {
    this.stage.line.refusal = this.pick(REFUSALS);
  }

  private becomes(): void {
    const latest = this.latest();
    if (latest && !latest.closed) latest.becomes(this.pick(STATES));
  }

  private offers(): void {
    this.version += 1;
    this.stage.line.offers(this.peer(), this.version);
  }

  private latest() {
    return this.stage.browser.connections.at(-1);
  }

  /** Mostly the present connection; sometimes news of an earlier one come late. */
  private peer(): string {
    const { opened } = this.stage.line;
    return `peer${this.random() < 0.8 ? opened : opened - 1}`;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }
}

test("one_connection_carries_ones_own_while_one_takes_part_and_nothing_otherwise", async () => {
  for (const seed of SEEDS) {
    const day = await Day.of(seed);
    expect([seed, await day.goesOn(60)]).toEqual([seed, null]);
  }
});

test("a_connection_in_a_slow_browser_carries_ones_own_as_well", async () => {
  for (const seed of SEEDS) {
    const day = (await Day.of(seed)).slowly();
    expect([seed, await day.goesOn(60)]).toEqual([seed, null]);
  }
});

test("every_day_ends_in_the_call_or_ready_for_it_when_all_is_well_again", async () => {
  for (const seed of SEEDS) {
    const day = await Day.of(seed);
    day.stage.call.prepare();
    await day.goesOn(60);
    await day.recovers();
    const { stage } = day;
    expect([seed, stage.state, stage.browser.open]).toEqual([seed, day.wished, 1]);
    expect(day.wrong()).toBeNull();
  }
});

test("leaving_at_any_time_leaves_nothing_running", async () => {
  for (const seed of SEEDS) {
    const day = await Day.of(seed);
    const { browser, call, clock, line } = day.stage;
    await day.goesOn(Math.floor(60 * day.random()));
    call.leave();
    const joins = line.joins.length;
    await day.recovers();
    expect([seed, browser.open, browser.watched, clock.pending]).toEqual([seed, 0, false, 0]);
    expect([day.stage.state, line.joins.length]).toEqual(["closed", joins]);
  }
});

test("the_checker_finds_a_second_connection_and_a_track_that_is_not_ones_own", async () => {
  const day = await Day.of(1);
  await day.stage.connected();
  expect(day.wrong()).toBe("there uninvited");
  day.stage.call.rest();
  await settled();
  expect(day.wrong()).toBeNull();
  day.stage.browser.latest.lines[1]?.sent.push(day.stage.local.view.get().video);
  expect(day.wrong()).toBe("not one's own goes up");
  day.stage.browser.connect([]);
  expect(day.wrong()).toBe("two connections at once");
});
