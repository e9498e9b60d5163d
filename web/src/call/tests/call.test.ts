/** A place in the call: taken, kept through every kind of drop, and given up without a trace. */
import { beforeEach, expect, test } from "vitest";
import type { SeatState } from "../../contract/signaling.ts";
import { SignalError } from "../../signaling/errors.ts";
import { Listeners } from "../../signaling/listeners.ts";
import type { VisitSocketEvents } from "../../signaling/visit.ts";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { Call, type CallLine } from "../call.ts";
import { LocalMedia } from "../local.ts";
import { audioTrack, FakeBrowser, streamOf, videoTrack } from "./fakeBrowser.ts";

/** The server's end of the line, answering as a test says. */
class Line implements CallLine {
  connected = true;
  readonly listeners = new Listeners<VisitSocketEvents>();
  readonly joins: boolean[] = [];
  readonly answers: string[] = [];
  readonly left: string[] = [];
  readonly states: SeatState[] = [];
  refusal: string | null = null;
  offer = "offer";

  join = async (fresh: boolean) => {
    this.joins.push(fresh);
    if (this.refusal) throw new SignalError(this.refusal);
    return { ok: true as const, peer: `peer${this.joins.length}`, offer: this.offer };
  };

  answer = async (peer: string) => void this.answers.push(peer);
  leave = async (peer: string) => void this.left.push(peer);
  seatState = async (state: SeatState) => void this.states.push(state);
}

let line: Line;
let browser: FakeBrowser;
let clock: VirtualClock;
let local: LocalMedia;
let call: Call;

beforeEach(async () => {
  line = new Line();
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
  call = new Call(line, local, {
    connect: browser.connect,
    stream: browser.stream,
    clock,
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
  expect(line.answers).toEqual(["peer1"]);
  expect(browser.latest.lines[0]?.sent).toEqual([audio]);
  expect(browser.latest.lines[1]?.sent).toEqual([video]);
  expect(browser.latest.lines[1]?.direction).toBe("sendrecv");
});

test("the_other_lines_only_receive", async () => {
  call.start();
  await settled();
  expect(browser.latest.lines.slice(2).map(({ direction }) => direction)).toEqual(
    Array(4).fill("recvonly"),
  );
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
  line.listeners.tell("slots", { peer: "peer1", slots: [{ slot: 1, seat: "doctor" }] });
  const [remote] = call.view.get().remotes;
  const tracks = browser.latest.lines.slice(2, 4).map(({ receiver }) => receiver.track);
  expect(remote).toEqual({ seat: "doctor", stream: { tracks } });
});

test("slots_named_before_the_answer_are_not_lost", async () => {
  call.start();
  line.listeners.tell("slots", { peer: "peer1", slots: [{ slot: 0, seat: "doctor" }] });
  await settled();
  expect(call.view.get().remotes.map(({ seat }) => seat)).toEqual(["doctor"]);
});

test("slots_of_an_earlier_connection_are_ignored", async () => {
  await connected();
  line.listeners.tell("slots", { peer: "peer0", slots: [{ slot: 0, seat: "doctor" }] });
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
  expect(line.answers).toEqual(["peer2"]);
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
  expect([state(), line.joins.length]).toEqual(["connected", 1]);
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
