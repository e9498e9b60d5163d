/** Who arrives where, as the server says and as this page's connection has it. */
import { beforeEach, expect, test } from "vitest";
import type { CallShows } from "../../contract/signaling.ts";
import { Peer } from "../peer/peer.ts";
import { NOTHING_SHOWN, shown } from "../shown.ts";
import { FakeBrowser } from "./fakeBrowser.ts";

let browser: FakeBrowser;
let peer: Peer;

beforeEach(async () => {
  browser = new FakeBrowser();
  peer = new Peer(
    "peer1",
    browser,
    [],
    () => {},
    () => {},
  );
  await peer.answer(1, "offer", async () => {});
});

const told = (...seats: string[]): CallShows => ({
  peer: "peer1",
  slots: seats.map((seat, slot) => ({ slot, seat, picture: "high" })),
});

const tracks = (...lines: number[]) => ({
  tracks: lines.map((line) => browser.latest.lines[line]?.receiver.track),
});

test("nobody_is_shown_at_first", () => {
  expect(shown(peer, NOTHING_SHOWN)).toEqual({ remotes: [], screen: null });
});

test("everybody_arrives_on_the_lines_of_their_slot", () => {
  expect(shown(peer, told("doctor", "daughter")).remotes).toEqual([
    { seat: "doctor", slot: 0, picture: "high", stream: tracks(0, 1) },
    { seat: "daughter", slot: 1, picture: "high", stream: tracks(3, 4) },
  ]);
});

test("a_slot_that_this_connection_does_not_have_yet_shows_nobody", () => {
  const { remotes } = shown(peer, told("doctor", "daughter", "interpreter"));
  expect(remotes.map(({ seat }) => seat)).toEqual(["doctor", "daughter"]);
});

test("a_screen_arrives_on_its_own_line_and_has_no_slot", () => {
  const screen = { seat: "doctor", picture: "paused" } as const;
  expect(shown(peer, { ...told(), screen }).screen).toEqual({
    ...screen,
    slot: null,
    stream: tracks(2),
  });
});

test("a_connection_without_lines_shows_nobody_and_no_screen", () => {
  const fresh = new Peer(
    "peer1",
    browser,
    [],
    () => {},
    () => {},
  );
  const screen = { seat: "doctor", picture: "high" } as const;
  expect(shown(fresh, { ...told("doctor"), screen })).toEqual({ remotes: [], screen: null });
});

test("a_stream_stays_the_same_object_whoever_is_shown_in_it", () => {
  const before = shown(peer, told("doctor", "daughter")).remotes[1]?.stream;
  expect(shown(peer, told("daughter", "doctor")).remotes[1]?.stream).toBe(before);
});
