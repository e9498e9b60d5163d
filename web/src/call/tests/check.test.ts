/** Trying the connection before the visit: what is found, and that nothing of it stays. */
import { beforeEach, expect, test } from "vitest";
import type { CheckReport } from "../../contract/signaling.ts";
import { SignalError } from "../../signaling/errors.ts";
import { Listeners } from "../../signaling/listeners.ts";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { type CheckLine, ConnectionCheck } from "../check.ts";
import { LocalMedia } from "../devices/local.ts";
import { audioTrack, FakeBrowser, streamOf, videoTrack } from "./fakeBrowser.ts";

const REPORT: CheckReport = {
  peer: "check1",
  path: "udp",
  round_trip_ms: 40,
  up: { loss: 0.01, jitter_ms: 3, bps: 900_000 },
  down: { loss: 0, jitter_ms: 2, bps: 2_000_000 },
};

class Line implements CheckLine {
  readonly listeners = new Listeners<{ check: CheckReport }>();
  readonly answers: string[] = [];
  opened = 0;
  refusal: string | null = null;
  relays: string[] = [];

  openCheck = async () => {
    if (this.refusal) throw new SignalError(this.refusal);
    this.opened += 1;
    const server = { urls: this.relays, username: "u", credential: "c" };
    return {
      ok: true as const,
      peer: `check${this.opened}`,
      version: 1,
      offer: "offer",
      ice_servers: this.relays.length > 0 ? [server] : [],
    };
  };

  answerCheck = async (peer: string) => void this.answers.push(peer);
}

let line: Line;
let browser: FakeBrowser;
let clock: VirtualClock;
let check: ConnectionCheck;
let relay: boolean;

beforeEach(async () => {
  line = new Line();
  browser = new FakeBrowser();
  clock = new VirtualClock();
  relay = true;
  const local = new LocalMedia({
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
  check = new ConnectionCheck(local, {
    connect: browser.connect,
    stream: browser.stream,
    clock,
    relayAnswers: async () => relay,
  });
});

test("a_check_sends_sound_and_picture_and_tells_what_the_server_measured", async () => {
  const running = check.start(line);
  await settled();
  expect(check.view.get()).toEqual({ phase: "running" });
  expect(browser.latest.lines.slice(0, 2).map(({ sent }) => sent.length)).toEqual([1, 1]);
  line.listeners.tell("check", REPORT);
  await running;
  expect(check.view.get()).toEqual({
    phase: "found",
    found: {
      path: "udp",
      relayReachable: null,
      roundTripMs: 40,
      up: REPORT.up,
      down: REPORT.down,
    },
  });
  expect([browser.open, clock.pending]).toEqual([0, 0]);
});

test.each([true, false])("a_relay_is_asked_where_there_is_one: %s", async (answers) => {
  relay = answers;
  line.relays = ["turn:relay.example"];
  const running = check.start(line);
  await settled();
  line.listeners.tell("check", REPORT);
  await running;
  expect(check.view.get()).toMatchObject({ found: { relayReachable: answers } });
});

test("a_server_that_says_nothing_counts_as_no_way", async () => {
  const running = check.start(line);
  await clock.advance(18_000);
  await running;
  expect(check.view.get()).toMatchObject({ phase: "found", found: { path: "none", up: null } });
});

test("a_report_about_another_try_is_not_ours", async () => {
  void check.start(line);
  await settled();
  line.listeners.tell("check", { ...REPORT, peer: "check0" });
  await settled();
  expect(check.view.get()).toEqual({ phase: "running" });
});

test("a_refusal_is_told_by_its_code", async () => {
  line.refusal = "rate.limited";
  await check.start(line);
  expect(check.view.get()).toEqual({ phase: "failed", code: "rate.limited" });
});

test("stopping_leaves_nothing_running_and_finds_nothing", async () => {
  const running = check.start(line);
  await settled();
  check.stop();
  await running;
  expect(check.view.get()).toEqual({ phase: "idle" });
  expect([browser.open, clock.pending]).toEqual([0, 0]);
});
