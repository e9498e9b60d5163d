/** The own screen, shown to the others: who says so, and what ends it. */
import { beforeEach, expect, test } from "vitest";
import { seeded } from "../../e2ee/tests/seeded.ts";
import { Turns } from "../../e2ee/turns.ts";
import { SignalError } from "../../signaling/errors.ts";
import { settled } from "../../state/tests/virtualClock.ts";
import { ScreenCapture } from "../devices/screen.ts";
import { Sharing } from "../sharing.ts";
import { Latch, videoTrack } from "./fakeBrowser.ts";
import { Stage } from "./stage.ts";

let stage: Stage;
let line: Stage["line"];
let browser: Stage["browser"];
let clock: Stage["clock"];
let call: Stage["call"];

beforeEach(async () => {
  stage = await Stage.set();
  ({ line, browser, clock, call } = stage);
});

/** A screen that is chosen and shown. */
async function shared(): Promise<MediaStreamTrack> {
  const track = videoTrack();
  browser.screens = [track];
  expect(await call.shareScreen()).toBeNull();
  return track;
}

test("a_shared_screen_goes_up_on_its_own_line", async () => {
  await stage.connected();
  const track = videoTrack();
  browser.screens = [track];
  expect(await call.shareScreen()).toBeNull();
  await settled();
  expect([line.shares, browser.latest.lines[2]?.sent]).toEqual([[true], [track]]);
  expect(call.view.get().sharing).toBe(true);
  call.stopSharing();
  await settled();
  expect([line.shares, browser.latest.lines[2]?.sent.at(-1)]).toEqual([[true, false], null]);
  expect([track.readyState, call.view.get().sharing]).toEqual(["ended", false]);
});

test("a_screen_that_the_server_refuses_is_let_go", async () => {
  await stage.connected();
  const track = videoTrack();
  browser.screens = [track];
  line.shareRefusal = "screen.taken";
  expect(await call.shareScreen()).toBe("screen.taken");
  await settled();
  expect([track.readyState, call.view.get().sharing]).toEqual(["ended", false]);
});

test("choosing_no_screen_asks_the_server_nothing", async () => {
  await stage.connected();
  expect(await call.shareScreen()).toBeNull();
  expect(line.shares).toEqual([]);
});

test("the_browsers_own_button_ends_the_sharing", async () => {
  await stage.connected();
  const track = videoTrack();
  browser.screens = [track];
  await call.shareScreen();
  track.dispatchEvent(new Event("ended"));
  await settled();
  expect(line.shares).toEqual([true, false]);
});

test("whoever_takes_no_part_is_not_even_asked_which_screen", async () => {
  call.prepare();
  browser.screens = [videoTrack()];
  expect(await call.shareScreen()).toBeNull();
  expect([browser.screens.length, line.shares]).toEqual([1, []]);
});

test("resting_and_leaving_let_the_screen_go", async () => {
  for (const end of [() => call.rest(), () => call.leave()]) {
    stage = await Stage.set();
    ({ line, browser, call } = stage);
    await stage.connected();
    const track = await shared();
    end();
    await settled();
    expect([track.readyState, line.shares, stage.going[2]]).toEqual(["ended", [true, false], null]);
  }
});

test("another_choice_takes_the_place_of_the_first_and_stays_shared", async () => {
  await stage.connected();
  const first = await shared();
  const second = await shared();
  await settled();
  expect([first.readyState, second.readyState]).toEqual(["ended", "live"]);
  expect([line.shares.at(-1), stage.going[2], call.view.get().sharing]).toEqual([
    true,
    second,
    true,
  ]);
});

test("choosing_nothing_the_second_time_keeps_the_first_screen", async () => {
  await stage.connected();
  const track = await shared();
  browser.screens = [null];
  expect(await call.shareScreen()).toBeNull();
  expect([track.readyState, line.shares, call.view.get().sharing]).toEqual(["live", [true], true]);
});

test("a_screen_that_somebody_else_shows_by_now_is_not_replaced_and_one_s_own_is_let_go", async () => {
  await stage.connected();
  const track = await shared();
  line.shareRefusal = "screen.taken";
  browser.latest.becomes("failed");
  await clock.advance(400);
  expect([track.readyState, stage.going[2], call.view.get().sharing]).toEqual([
    "ended",
    null,
    false,
  ]);
});

test("a_screen_of_somebody_else_is_shown_and_does_not_end_ones_own_unsaid", async () => {
  await stage.connected();
  const track = await shared();
  line.listeners.tell("shows", {
    peer: "peer1",
    slots: [],
    screen: { seat: "doctor", picture: "high" },
  });
  await settled();
  expect(call.view.get()).toMatchObject({ sharing: true, screen: { seat: "doctor" } });
  expect([track.readyState, stage.going[2]]).toEqual(["live", track]);
});

test("a_screen_that_ends_while_the_server_is_asked_is_shared_no_longer", async () => {
  await stage.connected();
  const [asked, track] = [new Latch(), videoTrack()];
  line.sharing = (on) => (on ? asked.opened : Promise.resolve());
  browser.screens = [track];
  const starting = call.shareScreen();
  await settled();
  track.dispatchEvent(new Event("ended"));
  asked.open();
  await starting;
  await settled();
  expect([line.shares.at(-1), call.view.get().sharing]).toEqual([false, false]);
});

test("an_end_of_the_sharing_that_could_not_be_told_is_told_when_the_line_is_up_again", async () => {
  await stage.connected();
  await shared();
  line.drops();
  call.stopSharing();
  await settled();
  line.comesUp();
  await settled();
  expect(line.shares).toEqual([true, false]);
});

test("a_screen_chosen_after_leaving_is_let_go_and_nobody_is_asked", async () => {
  await stage.connected();
  const [chosen, track] = [new Latch(), videoTrack()];
  const screen = new ScreenCapture({ capture: () => chosen.opened.then(() => track) });
  const sharing = new Sharing(
    (on) => line.share(on),
    () => {},
    screen,
  );
  const starting = sharing.start();
  sharing.stop();
  chosen.open();
  await starting;
  expect([track.readyState, sharing.track, line.shares]).toEqual(["ended", null, []]);
});

test("a_screen_stays_shared_on_a_new_connection", async () => {
  await stage.connected();
  browser.screens = [videoTrack()];
  await call.shareScreen();
  browser.latest.becomes("failed");
  await clock.advance(400);
  await settled();
  expect(line.shares).toEqual([true, true]);
});

test("a_screen_outlasts_a_line_that_drops_while_it_is_asked_for_anew", async () => {
  await stage.connected();
  const track = await shared();
  line.sharing = () => Promise.reject(new SignalError("signal.timeout"));
  browser.latest.becomes("failed");
  await clock.advance(400);
  line.sharing = async () => {};
  line.comesUp();
  await settled();
  expect([line.shares, stage.going[2], track.readyState]).toEqual([[true, true], track, "live"]);
});

test("on_a_new_connection_the_screen_is_asked_for_once_one_takes_part", async () => {
  await stage.connected();
  await shared();
  const joined = new Latch();
  line.joining = () => joined.opened;
  browser.latest.becomes("failed");
  await clock.advance(400);
  expect(line.shares).toEqual([true]);
  joined.open();
  await settled();
  expect(line.shares).toEqual([true, true]);
});

test("a_second_choice_is_not_lost_with_the_refusal_of_the_first", async () => {
  await stage.connected();
  const [asked, first, second] = [new Latch(), videoTrack(), videoTrack()];
  line.sharing = () => asked.opened;
  browser.screens = [first, second];
  const starting = [call.shareScreen()];
  await settled();
  starting.push(call.shareScreen());
  await settled();
  line.sharing = async () => {};
  asked.fail(new SignalError("screen.taken"));
  expect(await Promise.all(starting)).toEqual(["screen.taken", null]);
  await settled();
  expect([stage.going[2], second.readyState, line.shares]).toEqual([second, "live", [true]]);
});

test("an_end_of_the_sharing_is_seen_at_once_while_no_connection_is_there", async () => {
  await stage.connected();
  await shared();
  browser.latest.becomes("failed");
  call.stopSharing();
  expect(call.view.get().sharing).toBe(false);
});

/** The server's one place for a screen, and two people who want it. */
class Floor {
  sharer: string | null = null;
  /** How often a line drops, before the server has heard or before its answer is. */
  loss = 0.1;
  readonly people: Person[];

  constructor(readonly random: () => number) {
    this.people = ["ann", "bob"].map((seat) => new Person(seat, this));
  }

  async grant(seat: string, on: boolean): Promise<void> {
    await this.passing();
    if (on && this.sharer !== null && this.sharer !== seat) throw new SignalError("screen.taken");
    if (on || this.sharer === seat) this.sharer = on ? seat : null;
    await this.passing();
  }

  /** All lines are up, and nobody waits for anything any more. */
  async rests(): Promise<void> {
    const { loss } = this;
    this.loss = 0;
    for (const { sharing } of this.people) void sharing.settle();
    for (let times = 0; times < 6; times += 1) await settled();
    this.loss = loss;
  }

  /** Everything takes its time, and never the same. */
  async passing(): Promise<void> {
    for (let turns = Math.floor(this.random() * 6); turns > 0; turns -= 1) await Promise.resolve();
  }

  /** What does not add up while the floor rests. */
  discord(): string | null {
    const showing = this.people.filter(({ sharing }) => sharing.track !== null);
    const seats = showing.map(({ seat }) => seat);
    if (showing.some(({ sharing }) => sharing.track?.readyState !== "live")) return "a dead screen";
    if (seats.join() !== (this.sharer ?? "")) return `${seats} show, ${this.sharer} is let`;
    const captured = this.people.filter(({ screen }) => screen.view.get() !== null);
    return captured.length > showing.length ? "a screen is captured for nobody" : null;
  }
}

class Person {
  readonly screen: ScreenCapture;
  readonly sharing: Sharing;
  /** What one person asks is worked off in its order, as on one socket. */
  private readonly turns = new Turns();

  constructor(
    readonly seat: string,
    private readonly floor: Floor,
  ) {
    const capture = async () => {
      await floor.passing();
      return floor.random() < 0.8 ? videoTrack() : null;
    };
    this.screen = new ScreenCapture({ capture });
    this.sharing = new Sharing(
      (on) => this.turns.take(() => this.asks(on)),
      () => {},
      this.screen,
    );
  }

  does(what: number): void {
    if (what < 0.4) void this.sharing.start();
    else if (what < 0.6) this.sharing.stop();
    else if (what < 0.8) this.screen.view.get()?.dispatchEvent(new Event("ended"));
    else void this.reconnects();
  }

  private async asks(on: boolean): Promise<void> {
    this.mayDrop();
    await this.floor.grant(this.seat, on);
    this.mayDrop();
  }

  private mayDrop(): void {
    if (this.floor.random() < this.floor.loss) throw new SignalError("signal.timeout");
  }

  /** The server forgets who showed a screen on the connection before. */
  private async reconnects(): Promise<void> {
    await this.turns.take(() => this.floor.grant(this.seat, false));
    await this.sharing.resume();
  }
}

async function firstDiscord(floor: Floor, steps: number): Promise<string | null> {
  for (let step = 0; step < steps; step += 1) {
    floor.people[floor.random() < 0.5 ? 0 : 1]?.does(floor.random());
    await floor.passing();
    if (floor.random() > 0.3) continue;
    await floor.rests();
    const found = floor.discord();
    if (found) return found;
  }
  return null;
}

test("whatever_two_people_do_the_server_and_they_agree_about_who_shows_a_screen", async () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    expect([seed, await firstDiscord(new Floor(seeded(seed)), 40)]).toEqual([seed, null]);
  }
});

test("the_checker_finds_somebody_whose_end_of_sharing_is_not_told", async () => {
  const floor = new Floor(seeded(1));
  const grant = floor.grant.bind(floor);
  floor.grant = async (seat, on) => (on ? await grant(seat, on) : undefined);
  expect(await firstDiscord(floor, 40)).toMatch(/ show, (ann|bob) is let$/);
});
