/** A place in the call: taken, shared with the others, rested from, and given up without a trace. */
import { beforeEach, expect, test } from "vitest";
import { settled } from "../../state/tests/virtualClock.ts";
import { Latch } from "./fakeBrowser.ts";
import { Stage } from "./stage.ts";

let stage: Stage;
let line: Stage["line"];
let browser: Stage["browser"];
let clock: Stage["clock"];
let local: Stage["local"];
let call: Stage["call"];
let guard: Stage["guard"];

beforeEach(async () => {
  stage = await Stage.set();
  ({ line, browser, clock, local, call, guard } = stage);
});

test("joining_answers_the_offer_with_both_own_tracks", async () => {
  call.start();
  await settled();
  const { audio, video } = local.view.get();
  expect(line.answers).toEqual(["peer1 1: answer to offer"]);
  expect(browser.latest.lines[0]?.sent).toEqual([audio]);
  expect(browser.latest.lines[1]?.sent).toEqual([video]);
  expect(browser.latest.lines[1]?.direction).toBe("sendrecv");
});

test("the_slots_of_others_only_receive", async () => {
  call.start();
  await settled();
  const further = browser.latest.lines.slice(3);
  expect(further.map(({ direction }) => direction)).toEqual(["recvonly", "recvonly"]);
});

test("a_prepared_connection_sends_nothing_before_it_takes_part", async () => {
  call.prepare();
  await settled();
  browser.latest.becomes("connected");
  expect([line.opened, line.joins, stage.state]).toEqual([1, [], "ready"]);
  expect(browser.latest.lines.flatMap(({ sent }) => sent)).toEqual([]);
});

test("taking_part_needs_no_further_connection", async () => {
  call.prepare();
  await settled();
  browser.latest.becomes("connected");
  call.start();
  await settled();
  expect([line.opened, line.joins, stage.state]).toEqual([1, [false], "connected"]);
  expect(browser.latest.lines[1]?.sent).toEqual([local.view.get().video]);
});

test("taking_part_while_the_browser_works_off_the_offer_sends_sound_and_picture_all_the_same", async () => {
  const described = new Latch();
  browser.pace.described = () => described.opened;
  call.prepare();
  await settled();
  call.start();
  await settled();
  described.open();
  await settled();
  const { audio, video } = local.view.get();
  expect(stage.going).toEqual([audio, video, null]);
});

test("muting_while_a_new_connection_is_made_costs_neither_sound_nor_picture", async () => {
  await stage.connected();
  const described = new Latch();
  browser.pace.described = () => described.opened;
  browser.latest.becomes("failed");
  await clock.advance(400);
  local.setMuted(true);
  await settled();
  described.open();
  await settled();
  const { audio, video } = local.view.get();
  expect(stage.going).toEqual([audio, video, null]);
});

test("the_camera_chosen_last_goes_up_however_slowly_the_browser_puts_tracks_on_lines", async () => {
  call.prepare();
  await settled();
  const placed = new Latch();
  browser.pace.placed = () => placed.opened;
  call.start();
  await settled();
  browser.pace.placed = async () => {};
  await local.chooseCamera("the other one");
  await settled();
  placed.open();
  await settled();
  expect(browser.latest.lines[1]?.sent.at(-1)).toBe(local.view.get().video);
});

test("who_was_shown_before_this_page_knew_that_it_may_take_part_is_shown_then", async () => {
  call.prepare();
  await settled();
  line.shows("peer1", [0, "doctor"]);
  expect(call.view.get().remotes).toEqual([]);
  call.start();
  expect(call.view.get().remotes.map(({ seat }) => seat)).toEqual(["doctor"]);
});

test("resting_sends_nothing_any_more_and_keeps_the_connection", async () => {
  await stage.connected();
  line.shows("peer1", [0, "doctor"]);
  call.rest();
  await settled();
  expect([stage.state, call.view.get().remotes, browser.open]).toEqual(["ready", [], 1]);
  expect(browser.latest.lines.slice(0, 2).map(({ sent }) => sent.at(-1))).toEqual([null, null]);
});

test("a_further_offer_is_answered_on_the_same_connection", async () => {
  await stage.connected();
  line.offers("peer1", 2);
  await settled();
  expect(line.answers.at(-1)).toBe("peer1 2: answer to offer 2");
  expect(browser.connections).toHaveLength(1);
});

test("an_offer_that_was_answered_already_is_not_answered_again", async () => {
  await stage.connected();
  line.offers("peer1", 1);
  line.offers("peer0", 2);
  await settled();
  expect(line.answers).toHaveLength(1);
});

test("layers_that_nobody_can_use_are_not_encoded", async () => {
  call.prepare();
  await settled();
  const camera = browser.latest.lines[1];
  if (camera) camera.parameters.encodings = ["l", "m", "h"].map((rid) => ({ rid, active: true }));
  line.listeners.tell("demand", { peer: "peer1", camera: ["l", "m"] });
  await settled();
  expect(camera?.parameters.encodings.map(({ active }) => active)).toEqual([true, true, false]);
});

test("a_further_offer_and_a_repeated_demand_change_nothing_about_the_layers", async () => {
  await stage.connected();
  const camera = browser.latest.lines[1];
  if (camera) camera.parameters.encodings = ["l", "m", "h"].map((rid) => ({ rid, active: true }));
  const demand = { peer: "peer1", camera: ["l", "m"] };
  line.listeners.tell("demand", demand);
  await settled();
  const before = camera?.parameters;
  line.offers("peer1", 2);
  line.listeners.tell("demand", { ...demand });
  line.comesUp();
  await settled();
  expect(camera?.parameters).toEqual(before);
});

test("a_demand_for_an_earlier_connection_changes_nothing", async () => {
  await stage.connected();
  const before = browser.latest.lines[1]?.shapes.length;
  line.listeners.tell("demand", { peer: "peer0", camera: ["l"] });
  await settled();
  expect(browser.latest.lines[1]?.shapes).toHaveLength(before ?? 0);
});

test("how_tall_a_picture_is_here_is_told", async () => {
  await stage.connected();
  call.watch(0, 720);
  expect(line.watched).toEqual([[0, 720]]);
});

test("the_call_counts_as_connected_once_the_browser_says_so", async () => {
  call.start();
  await settled();
  expect(stage.state).toBe("joining");
  browser.latest.becomes("connected");
  expect(stage.state).toBe("connected");
});

test("a_slot_shows_the_person_who_was_put_into_it", async () => {
  await stage.connected();
  line.shows("peer1", [1, "doctor", "low"]);
  const [remote] = call.view.get().remotes;
  const tracks = browser.latest.lines.slice(3, 5).map(({ receiver }) => receiver.track);
  expect(remote).toEqual({ seat: "doctor", stream: { tracks }, slot: 1, picture: "low" });
});

test("slots_named_before_the_answer_are_not_lost", async () => {
  call.start();
  line.shows("peer1", [0, "doctor"]);
  await settled();
  expect(call.view.get().remotes.map(({ seat }) => seat)).toEqual(["doctor"]);
});

test("slots_of_an_earlier_connection_are_ignored", async () => {
  await stage.connected();
  line.shows("peer0", [0, "doctor"]);
  expect(call.view.get().remotes).toEqual([]);
});

test("switching_the_camera_off_stops_it_and_tells_the_others", async () => {
  await stage.connected();
  await settled();
  const { video } = local.view.get();
  await local.setCamera(false);
  await settled();
  expect(video?.readyState).toBe("ended");
  expect(browser.latest.lines[1]?.sent.at(-1)).toBeNull();
  expect(line.states.at(-1)).toEqual({ muted: false, camera_off: true });
});

test("muting_keeps_the_track_and_tells_the_others", async () => {
  await stage.connected();
  local.setMuted(true);
  await settled();
  expect(local.view.get().audio?.enabled).toBe(false);
  expect(line.states.at(-1)).toEqual({ muted: true, camera_off: false });
});

test("an_own_state_that_could_not_be_told_is_told_when_the_line_is_up_again", async () => {
  await stage.connected();
  line.drops();
  local.setMuted(true);
  await settled();
  line.comesUp();
  await settled();
  expect(line.states.at(-1)).toEqual({ muted: true, camera_off: false });
});

test("how_the_connection_is_is_judged_from_two_readings_while_somebody_is_shown", async () => {
  await stage.connected();
  line.shows("peer1", [0, "doctor"]);
  await clock.advance(4_000);
  expect(call.view.get().quality).toBe("stalled");
});

test("a_picture_that_stood_still_is_told_for_the_record_once", async () => {
  await stage.connected();
  await clock.advance(2_000);
  browser.latest.report.set("v", {
    type: "inbound-rtp",
    freezeCount: 2,
    totalFreezesDuration: 0.75,
  });
  await clock.advance(6_000);
  expect(line.frozen).toEqual([[2, 750]]);
});

test("a_track_waits_for_its_line_only_and_not_for_the_servers_word", async () => {
  const latch = new Latch();
  line.answering = () => latch.opened;
  call.start();
  await settled();
  expect(stage.going).toEqual([local.view.get().audio, local.view.get().video, null]);
  latch.open();
});

test("leaving_tells_the_server_and_leaves_nothing_running", async () => {
  await stage.connected();
  call.leave();
  await settled();
  expect(line.left).toEqual(["peer1"]);
  expect([browser.open, clock.pending]).toEqual([0, 0]);
  expect(call.view.get()).toMatchObject({ state: "closed", reason: "left", remotes: [] });
});

test("leaving_while_joining_leaves_nothing_running", async () => {
  call.start();
  call.leave();
  await settled();
  expect([browser.open, clock.pending, line.answers]).toEqual([0, 0, []]);
});

test("after_leaving_nothing_is_heard_any_more", async () => {
  await stage.connected();
  call.leave();
  line.comesUp();
  await clock.advance(60_000);
  expect(line.joins).toHaveLength(1);
});

test("lines_are_guarded_before_anything_is_attached_to_them", async () => {
  call.prepare();
  await settled();
  expect(guard.told.filter((word) => word !== "send ")).toEqual(["guard peer1"]);
  call.start();
  await settled();
  expect(guard.told.at(-1)).toBe("send audio,camera");
});
