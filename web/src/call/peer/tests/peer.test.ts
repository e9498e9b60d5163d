/** One connection: in which order its offers are answered, and what becomes of its lines. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../../../state/tests/virtualClock.ts";
import { audioTrack, FakeBrowser, Latch, videoTrack } from "../../tests/fakeBrowser.ts";
import { browserPeer, NO_TRACKS, Peer } from "../peer.ts";

let browser: FakeBrowser;
let peer: Peer;
let happened: string[];
let sent: string[];

const send = async (version: number, sdp: string) => void sent.push(`${version}: ${sdp}`);

beforeEach(() => {
  browser = new FakeBrowser();
  happened = [];
  sent = [];
  peer = new Peer(
    "peer1",
    browser,
    [],
    () => happened.push(`guarded, ${browser.latest.lines[0]?.direction}`),
    (state) => happened.push(state),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("lines_are_guarded_before_they_may_send", async () => {
  await peer.answer(1, "offer", send);
  expect(happened).toEqual(["guarded, recvonly"]);
  expect(browser.latest.lines.map(({ direction }) => direction)).toEqual([
    ...["sendrecv", "sendrecv", "sendrecv"],
    ...["recvonly", "recvonly"],
  ]);
});

test("an_offer_is_answered_once_and_an_older_one_never", async () => {
  for (const version of [2, 2, 1, 3]) await peer.answer(version, `offer ${version}`, send);
  expect(sent).toEqual(["2: answer to offer 2", "3: answer to offer 3"]);
});

test("of_two_offers_at_once_only_the_newer_one_is_answered", async () => {
  const described = new Latch();
  browser.pace.described = () => described.opened;
  const answering = [peer.answer(1, "offer 1", send), peer.answer(2, "offer 2", send)];
  described.open();
  await Promise.all(answering);
  expect(sent).toEqual(["2: answer to offer 2"]);
});

test("an_answer_that_the_server_refuses_is_not_hidden", async () => {
  const refused = peer.answer(1, "offer", () => Promise.reject(new Error("no")));
  await expect(refused).rejects.toThrow("no");
});

test("each_track_goes_up_on_the_line_of_its_role", async () => {
  await peer.answer(1, "offer", send);
  const tracks = [audioTrack(), videoTrack(), videoTrack()] as const;
  await peer.send({ audio: tracks[0], camera: tracks[1], screen: tracks[2] });
  expect(browser.latest.lines.map((line) => line.sent)).toEqual([
    ...tracks.map((track) => [track]),
    ...[[], []],
  ]);
});

test("a_track_named_before_there_are_lines_goes_up_with_the_answer", async () => {
  const audio = audioTrack();
  await peer.send({ ...NO_TRACKS, audio });
  await peer.answer(1, "offer", send);
  expect(browser.latest.lines[0]?.sent).toEqual([audio]);
});

test("of_tracks_named_while_the_browser_is_at_work_only_the_last_goes_up_and_once", async () => {
  await peer.answer(1, "offer", send);
  const placed = new Latch();
  browser.pace.placed = () => placed.opened;
  const [first, second, third] = [videoTrack(), videoTrack(), videoTrack()];
  const sending = [first, second, third].map((camera) => peer.send({ ...NO_TRACKS, camera }));
  placed.open();
  await Promise.all(sending);
  expect(browser.latest.lines[1]?.sent).toEqual([third]);
});

test("closing_while_an_offer_is_worked_off_answers_nothing", async () => {
  const described = new Latch();
  browser.pace.described = () => described.opened;
  void peer.answer(1, "offer", send);
  await settled();
  peer.close();
  described.open();
  await settled();
  expect([sent, happened]).toEqual([[], []]);
});

test("a_demand_that_comes_before_the_first_answer_is_met_with_it", async () => {
  await peer.meet({ peer: "peer1", camera: [], screen_bps: 300_000 });
  const screen = browser.latest.lines[2];
  if (screen) screen.parameters.encodings = [{ active: true }];
  await peer.answer(1, "offer", send);
  expect(screen?.shapes.map(({ encodings }) => encodings[0]?.maxBitrate)).toEqual([300_000]);
});

test("what_the_browser_says_of_the_connection_is_told_until_it_is_closed", async () => {
  const connection = browser.latest;
  connection.becomes("connected");
  expect([happened, peer.state]).toEqual([["connected"], "connected"]);
  peer.close();
  connection.becomes("failed");
  expect([happened, connection.closed]).toEqual([["connected"], true]);
});

test("a_slot_that_a_further_offer_brings_is_there_after_it", async () => {
  expect([peer.slot(0), peer.screen()]).toEqual([null, null]);
  await peer.answer(1, "offer", send);
  await settled();
  expect(peer.slot(1)).toBe(peer.slot(1));
  expect([peer.slot(1) === null, peer.slot(2)]).toEqual([false, null]);
});

test("the_browser_is_given_the_servers_relays_and_one_way_for_all_lines", () => {
  const asked: RTCConfiguration[] = [];
  class Connection {
    constructor(configuration: RTCConfiguration) {
      asked.push(configuration);
    }
  }
  vi.stubGlobal("RTCPeerConnection", Connection);
  const relay = { urls: ["turn:relay.example"], username: "u", credential: "c" };
  expect(browserPeer.connect([relay])).toBeInstanceOf(Connection);
  expect(asked).toEqual([{ bundlePolicy: "max-bundle", iceServers: [relay] }]);
});
