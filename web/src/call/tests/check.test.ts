/** Trying the connection before the visit: what is found, and that nothing of it stays. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CheckReport } from "../../contract/signaling.ts";
import { SignalError } from "../../signaling/errors.ts";
import { Listeners } from "../../signaling/listeners.ts";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { browserCheck, type CheckLine, ConnectionCheck } from "../check.ts";
import { FakeBrowser, Latch, readyMedia } from "./fakeBrowser.ts";

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
let relayAnswers: () => Promise<boolean>;

beforeEach(async () => {
  line = new Line();
  browser = new FakeBrowser();
  clock = new VirtualClock();
  relayAnswers = async () => true;
  check = new ConnectionCheck(await readyMedia(), {
    connect: browser.connect,
    stream: browser.stream,
    clock,
    relayAnswers: () => relayAnswers(),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
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
  relayAnswers = async () => answers;
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

test("stopping_before_the_server_has_answered_sends_nothing_at_all", async () => {
  const running = check.start(line);
  check.stop();
  await settled();
  expect([browser.open, clock.pending, check.view.get()]).toEqual([0, 0, { phase: "idle" }]);
  await running;
});

test("stopping_while_the_browser_works_off_the_offer_sends_nothing_at_all", async () => {
  const described = new Latch();
  browser.pace.described = () => described.opened;
  const running = check.start(line);
  await settled();
  check.stop();
  await running;
  described.open();
  await settled();
  expect([browser.open, clock.pending, line.answers]).toEqual([0, 0, []]);
});

test("a_relay_that_does_not_answer_keeps_nothing_going_up", async () => {
  const asked = new Latch();
  relayAnswers = () => asked.opened.then(() => true);
  line.relays = ["turn:relay.example"];
  void check.start(line);
  await settled();
  line.listeners.tell("check", REPORT);
  await settled();
  expect([browser.open, check.view.get()]).toEqual([0, { phase: "running" }]);
});

test("a_server_that_refuses_the_answer_leaves_nothing_running", async () => {
  line.answerCheck = () => Promise.reject(new SignalError("peer.closed"));
  await check.start(line);
  expect([browser.open, clock.pending]).toEqual([0, 0]);
  expect(check.view.get()).toEqual({ phase: "failed", code: "peer.closed" });
});

test("trying_again_before_the_server_has_answered_is_one_try", async () => {
  void check.start(line);
  void check.start(line);
  await settled();
  expect(browser.open).toBe(1);
});

test("trying_again_ends_the_try_before", async () => {
  void check.start(line);
  await settled();
  void check.start(line);
  await settled();
  expect([browser.connections.length, browser.open]).toEqual([2, 1]);
  line.listeners.tell("check", { ...REPORT, peer: "check2" });
  await settled();
  expect(check.view.get()).toMatchObject({ phase: "found", found: { path: "udp" } });
});

test("a_report_that_found_no_way_says_nothing_of_what_came", async () => {
  const running = check.start(line);
  await settled();
  line.listeners.tell("check", { peer: "check1", path: "none" });
  await running;
  expect(check.view.get()).toEqual({
    phase: "found",
    found: { path: "none", relayReachable: null, roundTripMs: null, up: null, down: null },
  });
});

test("what_only_the_browser_knows_is_told_beside_the_servers_report", async () => {
  const running = check.start(line);
  await settled();
  const fast = { availableOutgoingBitrate: 3_000_000 };
  browser.latest.report = new Map<string, object>([
    ["p", { type: "candidate-pair", nominated: true, localCandidateId: "l", ...fast }],
    ["l", { type: "local-candidate", candidateType: "relay" }],
  ]);
  line.listeners.tell("check", REPORT);
  await running;
  expect(check.view.get()).toMatchObject({
    found: { path: "relay", up: { loss: 0.01, bps: 3_000_000 } },
  });
});

/** A browser that looks for a way through a relay, and finds these. */
function relayBrowser(...candidates: (string | null)[]) {
  const connection = {
    onicecandidate: (_: { candidate: { candidate: string } | null }) => {},
    createDataChannel: () => {},
    setLocalDescription: async () => {
      for (const candidate of candidates) {
        connection.onicecandidate({ candidate: candidate === null ? null : { candidate } });
      }
    },
    close: vi.fn(),
  };
  const made = vi.fn(function made() {
    return connection;
  });
  vi.stubGlobal("RTCPeerConnection", made);
  return { made, connection };
}

const RELAY = { urls: ["turn:relay.example"], username: "u", credential: "c" };
const HOST = "candidate:1 1 udp 1 192.0.2.1 1 typ host";
const RELAYED = "candidate:2 1 udp 1 198.51.100.1 1 typ relay raddr 0.0.0.0 rport 0";

test.each([
  [[HOST, RELAYED, null], true],
  [[HOST, null], false],
  [[HOST], false],
])("a relay that gives an address can be reached: %j", async (candidates, reached) => {
  vi.useFakeTimers();
  const { made, connection } = relayBrowser(...candidates);
  const asking = browserCheck.relayAnswers([RELAY]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await asking).toBe(reached);
  expect(made).toHaveBeenCalledExactlyOnceWith({
    iceTransportPolicy: "relay",
    iceServers: [RELAY],
  });
  expect(connection.close).toHaveBeenCalledOnce();
});

test("without_a_relay_nothing_is_asked", async () => {
  const { made } = relayBrowser();
  expect(await browserCheck.relayAnswers([])).toBe(false);
  expect(made).not.toHaveBeenCalled();
});
