/** The frame Worker as the browser and the page see it: lines of frames, and messages. */
import { beforeEach, expect, test } from "vitest";
import { Gate } from "../../frames/gate.ts";
import type { FromWorker, ToWorker, TransformOptions } from "../../frames/messages.ts";
import type { Tally } from "../../frames/tally.ts";
import type { EncodedFrame } from "../../frames/track.ts";
import { hex, toHex } from "../hex.ts";
import { keysOf, type Seat } from "../people.ts";
import { StillClock } from "../stillClock.ts";

const KEY_FRAME = "1002009d012a8002e00100112233";
const DELTA_FRAME = "3102004455667788";
const SEND = { direction: "send", role: "camera" } as const;
const RECEIVE = { direction: "receive", role: "camera", track: "slot 0", seat: "ann" } as const;

const frame = (data: string, mimeType = "video/VP8"): EncodedFrame => ({
  data: hex(data).buffer,
  getMetadata: () => ({ mimeType }),
});

/** A page's Worker, with what it said to the page. */
class Side {
  readonly said: FromWorker[] = [];
  readonly clock = new StillClock();
  readonly gate: Gate;
  requests = 0;

  constructor(counterLimit?: number) {
    const post = (message: FromWorker) => this.said.push(message);
    this.gate = new Gate({ clock: this.clock, post }, counterLimit);
  }

  async encrypting(seat: Seat, number = 1): Promise<this> {
    this.gate.handle({ kind: "keys", keys: await keysOf(seat, number) });
    this.gate.handle({ kind: "mode", mode: "encrypt" });
    return this;
  }

  /** Sends frames down a new line; what came out at its end. */
  async line(options: TransformOptions, ...frames: EncodedFrame[]): Promise<string[]> {
    const out: string[] = [];
    const readable = new ReadableStream<EncodedFrame>({
      start: (line) => {
        for (const each of frames) line.enqueue(each);
        line.close();
      },
    });
    const writable = new WritableStream<EncodedFrame>({
      write: ({ data }) => void out.push(toHex(new Uint8Array(data))),
    });
    await this.gate.attach(options, readable, writable, () => {
      this.requests += 1;
    });
    return out;
  }

  tally(): Tally | undefined {
    this.gate.handle({ kind: "count" });
    const last = this.said.at(-1);
    return last?.kind === "counters" ? last.tallies[0] : undefined;
  }

  kinds(): string[] {
    return this.said.map(({ kind }) => kind);
  }
}

let ann: Side;
let bob: Side;

beforeEach(async () => {
  ann = await new Side().encrypting("ann");
  bob = await new Side().encrypting("bob");
});

const sent = (...data: string[]) => ann.line(SEND, ...data.map((text) => frame(text)));
const received = (...data: string[]) => bob.line(RECEIVE, ...data.map((text) => frame(text)));

test("frames_arrive_as_they_were_and_travel_otherwise", async () => {
  const travelling = await sent(KEY_FRAME, DELTA_FRAME);
  expect(travelling).not.toContain(KEY_FRAME);
  expect(await received(...travelling)).toEqual([KEY_FRAME, DELTA_FRAME]);
});

test("before_any_word_of_the_page_nothing_passes", async () => {
  const fresh = new Side();
  expect(await fresh.line(SEND, frame(KEY_FRAME))).toEqual([]);
  expect(fresh.tally()).toMatchObject({ frames: 0, passed: 0, dropped: { closed: 1 } });
});

test("a_sender_without_a_key_drops_its_frames", async () => {
  const fresh = new Side();
  fresh.gate.handle({ kind: "mode", mode: "encrypt" });
  expect(await fresh.line(SEND, frame(KEY_FRAME))).toEqual([]);
  expect(fresh.tally()?.dropped).toEqual({ no_key: 1 });
});

test("in_clear_mode_frames_pass_unchanged_and_are_counted_as_passed", async () => {
  ann.gate.handle({ kind: "mode", mode: "clear" });
  expect(await sent(KEY_FRAME)).toEqual([KEY_FRAME]);
  expect(ann.tally()).toMatchObject({ frames: 0, passed: 1, dropped: {} });
});

test.each(["closed", "clear"] as const)("the mode %s forgets the keys", async (mode) => {
  ann.gate.handle({ kind: "mode", mode });
  ann.gate.handle({ kind: "mode", mode: "encrypt" });
  expect(await sent(KEY_FRAME)).toEqual([]);
});

test.each(["video/H264", "video/AV1", "audio/opus", ""])(
  "a frame of type '%s' on a camera line is dropped and never sent in clear",
  async (mimeType) => {
    expect(await ann.line(SEND, frame(KEY_FRAME, mimeType))).toEqual([]);
    expect(ann.tally()?.dropped).toEqual({ unsupported: 1 });
  },
);

test("an_empty_frame_is_dropped_and_means_nothing", async () => {
  const [one = "", two = ""] = await sent(KEY_FRAME, "", DELTA_FRAME);
  expect(await received(one, "", two)).toEqual([KEY_FRAME, DELTA_FRAME]);
  expect(ann.tally()?.dropped).toEqual({});
  expect(bob.tally()?.dropped).toEqual({});
  expect(bob.requests).toBe(0);
});

test("the_negotiated_codecs_serve_where_a_frame_does_not_tell", async () => {
  const untold = { data: hex(KEY_FRAME).buffer, getMetadata: () => ({ payloadType: 96 }) };
  const out = await ann.line({ ...SEND, codecs: { 96: "video/VP8" } }, untold);
  expect(await received(...out)).toEqual([KEY_FRAME]);
});

test("a_new_line_of_the_same_role_goes_on_counting", async () => {
  const [one] = await sent(DELTA_FRAME);
  const [other] = await sent(DELTA_FRAME);
  expect(one).not.toBe(other);
  expect(await received(one ?? "", other ?? "")).toEqual([DELTA_FRAME, DELTA_FRAME]);
});

test("what_is_dropped_is_counted_by_its_cause", async () => {
  const [one = "", two = "", three = ""] = await sent(KEY_FRAME, DELTA_FRAME, DELTA_FRAME);
  const forged = `${two.slice(0, -2)}${two.endsWith("00") ? "11" : "00"}`;
  await received(one, one, forged, DELTA_FRAME);
  await bob.line(RECEIVE, frame(three, "video/H264"));
  expect(bob.tally()).toMatchObject({
    direction: "receive",
    role: "camera",
    seat: "ann",
    frames: 1,
    dropped: { replayed: 1, forged: 1, clear: 1, unsupported: 1 },
  });
});

test("a_line_without_an_expected_person_shows_nobody", async () => {
  const line = { direction: "receive", role: "camera", track: "slot 1" } as const;
  expect(await bob.line(line, frame((await sent(KEY_FRAME))[0] ?? ""))).toEqual([]);
  expect(bob.tally()).toMatchObject({ seat: null, dropped: { wrong_sender: 1 } });
});

test("a_line_shows_the_person_that_the_page_named_last", async () => {
  const cleo = await new Side().encrypting("cleo");
  const frames = await cleo.line(SEND, frame(KEY_FRAME), frame(KEY_FRAME));
  expect(await received(frames[0] ?? "")).toEqual([]);
  bob.gate.handle({ kind: "expect", track: "slot 0", seat: "cleo" });
  expect(await received(frames[1] ?? "")).toEqual([KEY_FRAME]);
});

test("the_first_frame_of_an_epoch_is_reported_at_once", async () => {
  const [one = "", two = ""] = await sent(KEY_FRAME, DELTA_FRAME);
  expect(ann.kinds()).toEqual(["counters"]);
  await received(one, two);
  expect(bob.kinds()).toEqual(["counters"]);
  await ann.encrypting("ann", 2);
  await sent(KEY_FRAME);
  expect(ann.kinds()).toEqual(["counters", "counters"]);
  expect(ann.tally()).toMatchObject({ frames: 3, epoch: 2 });
});

test("opening_that_begins_in_the_middle_asks_for_a_key_frame", async () => {
  const [, two = "", three = ""] = await sent(KEY_FRAME, DELTA_FRAME, DELTA_FRAME);
  await received(two, three);
  const needed = { kind: "key_frame_needed", track: "slot 0", seat: "ann", role: "camera" };
  expect(bob.said.filter(({ kind }) => kind === "key_frame_needed")).toEqual([needed]);
  expect(bob.requests).toBe(1);
});

test("opening_that_begins_with_a_key_frame_asks_for_none", async () => {
  await received(...(await sent(KEY_FRAME, DELTA_FRAME)));
  expect(bob.requests).toBe(0);
});

test("a_lost_key_frame_is_asked_for_again_each_second", async () => {
  const late = await sent(KEY_FRAME, ...Array(4).fill(DELTA_FRAME), KEY_FRAME, DELTA_FRAME);
  await bob.line(RECEIVE, ...late.slice(1).map(halfASecondLater));
  expect(bob.requests).toBe(2);
});

/** A frame before which half a second passes. */
function halfASecondLater(data: string): EncodedFrame {
  const getMetadata = () => {
    bob.clock.advance(500);
    return { mimeType: "video/VP8" };
  };
  return { data: hex(data).buffer, getMetadata };
}

test("a_replayed_frame_breaks_no_chain", async () => {
  const [one = "", two = "", three = ""] = await sent(KEY_FRAME, DELTA_FRAME, DELTA_FRAME);
  await received(one, two, two, three);
  expect(bob.requests).toBe(0);
});

test("sound_needs_no_key_frame", async () => {
  const sound = { mimeType: "audio/opus", data: "78aabb" };
  const out = await ann.line({ ...SEND, role: "audio" }, frame(sound.data, sound.mimeType));
  const line = { ...RECEIVE, role: "audio" } as const;
  expect(await bob.line(line, frame(out[0] ?? "", sound.mimeType))).toEqual([sound.data]);
  expect(bob.requests).toBe(0);
});

test("fresh_keys_are_asked_for_once_and_the_last_counter_ends_it", async () => {
  ann = await new Side(4).encrypting("ann");
  expect(await sent(...Array(6).fill(DELTA_FRAME))).toHaveLength(4);
  expect(ann.kinds().filter((kind) => kind === "rekey")).toHaveLength(1);
  expect(ann.tally()?.dropped).toEqual({ exhausted: 2 });
  await ann.encrypting("ann", 2);
  expect(await sent(DELTA_FRAME)).toHaveLength(1);
});

test.each<[string, ToWorker]>([
  ["closed", { kind: "mode", mode: "closed" }],
  ["wrong_sender", { kind: "expect", track: "slot 0", seat: "cleo" }],
])(
  "a frame is not shown if the page changes its mind while it is opened: %s",
  async (cause, word) => {
    const [one = ""] = await sent(KEY_FRAME);
    const changing = frame(one);
    changing.getMetadata = () => {
      queueMicrotask(() => bob.gate.handle(word));
      return { mimeType: "video/VP8" };
    };
    expect(await bob.line(RECEIVE, changing)).toEqual([]);
    expect(bob.tally()?.dropped).toEqual({ [cause]: 1 });
  },
);

test("a_frame_that_breaks_the_browsers_rules_does_not_end_its_line", async () => {
  const broken = frame(KEY_FRAME);
  broken.getMetadata = () => {
    throw new Error("gone");
  };
  expect(await ann.line(SEND, broken, frame(DELTA_FRAME))).toHaveLength(1);
});
