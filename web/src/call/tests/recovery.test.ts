/** A place in the call, kept through every kind of drop. */
import { beforeEach, expect, test } from "vitest";
import { SignalError } from "../../signaling/errors.ts";
import { settled } from "../../state/tests/virtualClock.ts";
import { Latch } from "./fakeBrowser.ts";
import { Stage } from "./stage.ts";

let stage: Stage;
let line: Stage["line"];
let browser: Stage["browser"];
let clock: Stage["clock"];
let call: Stage["call"];
let guard: Stage["guard"];

beforeEach(async () => {
  stage = await Stage.set();
  ({ line, browser, clock, call, guard } = stage);
});

test("another_network_leads_to_new_credentials_without_a_new_connection", async () => {
  await stage.connected();
  browser.changesNetwork();
  expect([line.restarts, browser.connections.length]).toEqual([["peer1"], 1]);
});

test("a_call_started_while_the_line_is_down_joins_when_it_is_up", async () => {
  line.drops();
  call.start();
  await settled();
  expect(line.joins).toEqual([]);
  line.comesUp();
  await settled();
  expect(line.joins).toEqual([false]);
});

test("a_short_silence_heals_without_a_new_connection", async () => {
  await stage.connected();
  browser.latest.becomes("disconnected");
  expect(stage.state).toBe("reconnecting");
  await clock.advance(2_900);
  browser.latest.becomes("connected");
  await clock.advance(10_000);
  expect([stage.state, line.joins.length]).toEqual(["connected", 1]);
});

test("a_long_silence_leads_to_a_new_connection_with_a_fresh_ticket", async () => {
  await stage.connected();
  browser.latest.becomes("disconnected");
  await clock.advance(3_400);
  expect(line.joins).toEqual([false, true]);
  expect(browser.open).toBe(1);
});

test("a_failed_connection_is_replaced_at_once", async () => {
  await stage.connected();
  browser.latest.becomes("failed");
  await clock.advance(400);
  expect(line.joins).toEqual([false, true]);
});

test("a_connection_that_never_comes_up_is_tried_anew", async () => {
  call.start();
  await clock.advance(10_400);
  expect(line.joins).toEqual([false, true]);
});

test("waits_grow_while_the_server_refuses", async () => {
  line.refusal = "media.full";
  call.start();
  await clock.advance(400 + 800 + 1_600 - 1);
  expect(line.joins).toHaveLength(3);
  await clock.advance(1);
  expect(line.joins).toHaveLength(4);
});

test("an_offer_that_the_browser_cannot_read_is_asked_for_again", async () => {
  line.offer = "unreadable";
  call.start();
  await settled();
  line.offer = "offer";
  await clock.advance(400);
  expect(line.answers).toEqual(["peer2 1: answer to offer"]);
});

test("an_answer_that_a_newer_offer_overtook_does_not_cost_the_first_connection", async () => {
  const first = new Latch();
  line.answering = (version) => (version === 1 ? first.opened : Promise.resolve());
  call.start();
  await settled();
  line.offers("peer1", 2);
  await settled();
  first.fail(new SignalError("peer.stale_answer"));
  await clock.advance(1_000);
  expect([line.answers, browser.connections.length]).toEqual([["peer1 2: answer to offer 2"], 1]);
});

test("an_answer_that_a_newer_offer_overtook_does_not_cost_a_living_connection", async () => {
  await stage.connected();
  line.answering = async (version) => {
    if (version === 2) throw new SignalError("peer.stale_answer");
  };
  line.offers("peer1", 2);
  line.offers("peer1", 3);
  await clock.advance(1_000);
  expect([line.answers.at(-1), browser.connections.length]).toEqual([
    "peer1 3: answer to offer 3",
    1,
  ]);
});

test.each(["timeout", "failed", "shutdown"] as const)(
  "a_connection_closed_with_%s_is_replaced",
  async (reason) => {
    await stage.connected();
    line.listeners.tell("closed", { peer: "peer1", reason });
    await clock.advance(400);
    expect(line.joins).toHaveLength(2);
  },
);

test.each(["ended", "superseded"] as const)(
  "a_connection_closed_with_%s_stays_closed",
  async (reason) => {
    await stage.connected();
    line.listeners.tell("closed", { peer: "peer1", reason });
    await clock.advance(60_000);
    expect(call.view.get()).toMatchObject({ state: "closed", reason });
    expect(line.joins).toHaveLength(1);
  },
);

test("news_about_an_earlier_connection_changes_nothing", async () => {
  await stage.connected();
  line.listeners.tell("closed", { peer: "peer0", reason: "ended" });
  expect(stage.state).toBe("connected");
});

test("a_visit_that_went_back_to_waiting_ends_the_call", async () => {
  line.refusal = "visit.not_admitted";
  call.start();
  await settled();
  expect(call.view.get()).toMatchObject({ state: "closed", reason: "visit.not_admitted" });
});

test("the_socket_coming_back_keeps_a_living_connection", async () => {
  await stage.connected();
  line.comesUp();
  await settled();
  expect([stage.state, line.opened]).toEqual(["connected", 1]);
});

test("a_socket_that_drops_again_while_it_asks_to_take_part_costs_no_living_connection", async () => {
  await stage.connected();
  line.drops();
  line.listeners.tell("up", undefined);
  await clock.advance(1_000);
  expect([stage.state, browser.connections.length]).toEqual(["connected", 1]);
});

test("a_line_that_is_down_is_not_asked_again_before_it_is_up", async () => {
  await stage.connected();
  const waiting = clock.pending;
  line.drops();
  line.listeners.tell("up", undefined);
  await settled();
  expect(clock.pending).toBe(waiting);
  line.comesUp();
  await settled();
  expect(line.joins).toEqual([false, false]);
});

test("taking_part_that_is_refused_for_now_is_asked_for_again_over_the_same_connection", async () => {
  call.prepare();
  await settled();
  browser.latest.becomes("connected");
  line.refusal = "rate.limited";
  call.start();
  await settled();
  line.refusal = null;
  await clock.advance(400);
  expect(line.joins).toEqual([false, true]);
  expect([stage.state, browser.connections.length]).toEqual(["connected", 1]);
});

test("a_refusal_to_take_part_that_comes_after_resting_leaves_the_call_ready", async () => {
  const answered = new Latch();
  line.joining = () => answered.opened;
  call.prepare();
  await settled();
  call.start();
  call.rest();
  answered.fail(new SignalError("visit.not_admitted"));
  await settled();
  expect([stage.state, browser.open]).toEqual(["ready", 1]);
});

test("a_track_that_the_browser_cannot_put_on_its_line_costs_the_connection_and_not_the_call", async () => {
  browser.pace.placed = () => Promise.reject(new DOMException("", "InvalidModificationError"));
  call.start();
  await settled();
  browser.pace.placed = async () => {};
  await clock.advance(400);
  const { audio, video } = stage.local.view.get();
  expect([browser.open, stage.going]).toEqual([1, [audio, video, null]]);
});

test("a_refusal_for_good_after_the_socket_came_back_ends_the_call", async () => {
  await stage.connected();
  line.refusal = "visit.ended";
  line.comesUp();
  await settled();
  expect(call.view.get()).toMatchObject({ state: "closed", reason: "visit.ended" });
  expect(browser.open).toBe(0);
});

test("the_socket_coming_back_puts_no_track_on_its_line_anew", async () => {
  await stage.connected();
  line.comesUp();
  await settled();
  expect(browser.latest.lines.map(({ sent }) => sent.length)).toEqual([1, 1, 0, 0, 0]);
});

test("the_socket_coming_back_ends_a_long_wait", async () => {
  line.refusal = "signal.timeout";
  call.start();
  await clock.advance(8_000);
  line.refusal = null;
  const before = line.joins.length;
  line.comesUp();
  await settled();
  expect(line.joins).toHaveLength(before + 1);
});

test("the_own_state_is_told_again_after_the_line_was_down", async () => {
  await stage.connected();
  await settled();
  const before = line.states.length;
  line.comesUp();
  await settled();
  expect(line.states).toHaveLength(before + 1);
});

test("a_new_connection_gets_fresh_keys", async () => {
  await stage.connected();
  browser.latest.becomes("failed");
  await clock.advance(400);
  expect(guard.told.filter((word) => word === "renew")).toHaveLength(1);
});

test("a_first_connection_asks_for_no_fresh_keys", async () => {
  await stage.connected();
  expect(guard.told).not.toContain("renew");
});

test("a_new_connection_is_guarded_and_gets_the_own_tracks_again", async () => {
  await stage.connected();
  browser.latest.becomes("failed");
  await clock.advance(400);
  const { audio, video } = stage.local.view.get();
  expect(guard.told.filter((word) => word.startsWith("guard"))).toEqual([
    "guard peer1",
    "guard peer2",
  ]);
  expect(stage.going).toEqual([audio, video, null]);
});

test("another_page_of_the_same_person_ends_the_call_here", async () => {
  await stage.connected();
  line.listeners.tell("replaced", undefined);
  expect(call.view.get()).toMatchObject({ state: "closed", reason: "superseded" });
  expect([browser.open, browser.watched, clock.pending]).toEqual([0, false, 0]);
});
