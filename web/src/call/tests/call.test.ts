/** A place in the call: taken, kept through every kind of drop, and given up without a trace. */
import { beforeEach, expect, test } from "vitest";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { Call, type CallGuard } from "../call.ts";
import { LocalMedia } from "../devices/local.ts";
import { ScreenCapture } from "../devices/screen.ts";
import { audioTrack, FakeBrowser, streamOf, videoTrack } from "./fakeBrowser.ts";
import { FakeLine } from "./fakeLine.ts";

let line: FakeLine;
let browser: FakeBrowser;
let clock: VirtualClock;
let local: LocalMedia;
let call: Call;
let networkChanges: () => void;
let guarded: string[];
let screens: MediaStreamTrack[];

beforeEach(async () => {
  line = new FakeLine();
  browser = new FakeBrowser();
  clock = new VirtualClock();
  local = new LocalMedia({
    acquire: async () => ({
      audio: audioTrack(),
      video: videoTrack(),
      audioFailure: null,
      videoFailure: null,
    }),
    openAudio: async () => ({ track: audioTrack(), failure: null }),
    openVideo: async () => ({ track: videoTrack(), failure: null }),
    stream: streamOf,
  });
  await local.start();
  guarded = [];
  const privacy: CallGuard = {
    guard: (peer) => void guarded.push(`guard ${peer}`),
    showing: ({ slots }) => void guarded.push(`show ${slots.map(({ seat }) => seat)}`),
    sending: (roles) => void guarded.push(`send ${roles}`),
    renew: () => void guarded.push("renew"),
  };
  screens = [];
  const screen = new ScreenCapture({ capture: async () => screens.shift() ?? null });
  call = new Call(line, local, privacy, {
    screen,
    connect: browser.connect,
    stream: browser.stream,
    clock,
    network: {
      watch: (changed) => {
        networkChanges = changed;
        return () => {};
      },
    },
    random: () => 1,
  });
});

async function connected(): Promise<void> {
  call.start();
  await settled();
  browser.latest.becomes("connected");
}

const state = () => call.view.get().state;

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
  expect([line.opened, line.joins, state()]).toEqual([1, [], "ready"]);
  expect(browser.latest.lines.flatMap(({ sent }) => sent)).toEqual([]);
});

test("taking_part_needs_no_further_connection", async () => {
  call.prepare();
  await settled();
  browser.latest.becomes("connected");
  call.start();
  await settled();
  expect([line.opened, line.joins, state()]).toEqual([1, [false], "connected"]);
  expect(browser.latest.lines[1]?.sent).toEqual([local.view.get().video]);
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
  await connected();
  line.shows("peer1", [0, "doctor"]);
  call.rest();
  await settled();
  expect([state(), call.view.get().remotes, browser.open]).toEqual(["ready", [], 1]);
  expect(browser.latest.lines.slice(0, 2).map(({ sent }) => sent.at(-1))).toEqual([null, null]);
});

test("a_further_offer_is_answered_on_the_same_connection", async () => {
  await connected();
  line.offers("peer1", 2);
  await settled();
  expect(line.answers.at(-1)).toBe("peer1 2: answer to offer 2");
  expect(browser.connections).toHaveLength(1);
});

test("an_offer_that_was_answered_already_is_not_answered_again", async () => {
  await connected();
  line.offers("peer1", 1);
  line.offers("peer0", 2);
  await settled();
  expect(line.answers).toHaveLength(1);
});

test("another_network_leads_to_new_credentials_without_a_new_connection", async () => {
  await connected();
  networkChanges();
  expect([line.restarts, browser.connections.length]).toEqual([["peer1"], 1]);
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

test("how_tall_a_picture_is_here_is_told", async () => {
  await connected();
  call.watch(0, 720);
  expect(line.watched).toEqual([[0, 720]]);
});

test("the_call_counts_as_connected_once_the_browser_says_so", async () => {
  call.start();
  await settled();
  expect(state()).toBe("joining");
  browser.latest.becomes("connected");
  expect(state()).toBe("connected");
});

test("a_call_started_while_the_line_is_down_joins_when_it_is_up", async () => {
  line.connected = false;
  call.start();
  await settled();
  expect(line.joins).toEqual([]);
  line.listeners.tell("up", undefined);
  await settled();
  expect(line.joins).toEqual([false]);
});

test("a_slot_shows_the_person_who_was_put_into_it", async () => {
  await connected();
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
  await connected();
  line.shows("peer0", [0, "doctor"]);
  expect(call.view.get().remotes).toEqual([]);
});

test("a_short_silence_heals_without_a_new_connection", async () => {
  await connected();
  browser.latest.becomes("disconnected");
  expect(state()).toBe("reconnecting");
  await clock.advance(2_900);
  browser.latest.becomes("connected");
  await clock.advance(10_000);
  expect([state(), line.joins.length]).toEqual(["connected", 1]);
});

test("a_long_silence_leads_to_a_new_connection_with_a_fresh_ticket", async () => {
  await connected();
  browser.latest.becomes("disconnected");
  await clock.advance(3_400);
  expect(line.joins).toEqual([false, true]);
  expect(browser.open).toBe(1);
});

test("a_failed_connection_is_replaced_at_once", async () => {
  await connected();
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

test.each(["timeout", "failed", "shutdown"] as const)(
  "a_connection_closed_with_%s_is_replaced",
  async (reason) => {
    await connected();
    line.listeners.tell("closed", { peer: "peer1", reason });
    await clock.advance(400);
    expect(line.joins).toHaveLength(2);
  },
);

test.each(["ended", "superseded"] as const)(
  "a_connection_closed_with_%s_stays_closed",
  async (reason) => {
    await connected();
    line.listeners.tell("closed", { peer: "peer1", reason });
    await clock.advance(60_000);
    expect(call.view.get()).toMatchObject({ state: "closed", reason });
    expect(line.joins).toHaveLength(1);
  },
);

test("news_about_an_earlier_connection_changes_nothing", async () => {
  await connected();
  line.listeners.tell("closed", { peer: "peer0", reason: "ended" });
  expect(state()).toBe("connected");
});

test("a_visit_that_went_back_to_waiting_ends_the_call", async () => {
  line.refusal = "visit.not_admitted";
  call.start();
  await settled();
  expect(call.view.get()).toMatchObject({ state: "closed", reason: "visit.not_admitted" });
});

test("the_socket_coming_back_keeps_a_living_connection", async () => {
  await connected();
  line.listeners.tell("up", undefined);
  await settled();
  expect([state(), line.opened]).toEqual(["connected", 1]);
});

test("the_socket_coming_back_ends_a_long_wait", async () => {
  line.refusal = "signal.timeout";
  call.start();
  await clock.advance(8_000);
  line.refusal = null;
  const before = line.joins.length;
  line.listeners.tell("up", undefined);
  await settled();
  expect(line.joins).toHaveLength(before + 1);
});

test("switching_the_camera_off_stops_it_and_tells_the_others", async () => {
  await connected();
  await settled();
  const { video } = local.view.get();
  await local.setCamera(false);
  await settled();
  expect(video?.readyState).toBe("ended");
  expect(browser.latest.lines[1]?.sent.at(-1)).toBeNull();
  expect(line.states.at(-1)).toEqual({ muted: false, camera_off: true });
});

test("muting_keeps_the_track_and_tells_the_others", async () => {
  await connected();
  local.setMuted(true);
  await settled();
  expect(local.view.get().audio?.enabled).toBe(false);
  expect(line.states.at(-1)).toEqual({ muted: true, camera_off: false });
});

test("the_own_state_is_told_again_after_the_line_was_down", async () => {
  await connected();
  await settled();
  const before = line.states.length;
  line.listeners.tell("up", undefined);
  await settled();
  expect(line.states).toHaveLength(before + 1);
});

test("leaving_tells_the_server_and_leaves_nothing_running", async () => {
  await connected();
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
  await connected();
  call.leave();
  line.listeners.tell("up", undefined);
  await clock.advance(60_000);
  expect(line.joins).toHaveLength(1);
});

test("lines_are_guarded_before_anything_is_attached_to_them", async () => {
  call.prepare();
  await settled();
  expect(guarded.filter((word) => word !== "send ")).toEqual(["guard peer1"]);
  call.start();
  await settled();
  expect(guarded.at(-1)).toBe("send audio,camera");
});

test("a_new_connection_gets_fresh_keys", async () => {
  await connected();
  browser.latest.becomes("failed");
  await clock.advance(400);
  expect(guarded.filter((word) => word === "renew")).toHaveLength(1);
});

test("a_shared_screen_goes_up_on_its_own_line", async () => {
  await connected();
  const track = videoTrack();
  screens = [track];
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
  await connected();
  const track = videoTrack();
  screens = [track];
  line.shareRefusal = "screen.taken";
  expect(await call.shareScreen()).toBe("screen.taken");
  await settled();
  expect([track.readyState, call.view.get().sharing]).toEqual(["ended", false]);
});

test("choosing_no_screen_asks_the_server_nothing", async () => {
  await connected();
  expect(await call.shareScreen()).toBeNull();
  expect(line.shares).toEqual([]);
});

test("the_browsers_own_button_ends_the_sharing", async () => {
  await connected();
  const track = videoTrack();
  screens = [track];
  await call.shareScreen();
  track.dispatchEvent(new Event("ended"));
  await settled();
  expect(line.shares).toEqual([true, false]);
});

test("a_screen_stays_shared_on_a_new_connection", async () => {
  await connected();
  screens = [videoTrack()];
  await call.shareScreen();
  browser.latest.becomes("failed");
  await clock.advance(400);
  await settled();
  expect(line.shares).toEqual([true, true]);
});
