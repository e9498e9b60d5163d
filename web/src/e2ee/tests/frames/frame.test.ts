/** How one frame is protected and opened, and every way in which it is not. */
import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { type Bytes, concat } from "../../bytes.ts";
import { type Codec, codecOf } from "../../frames/codec.ts";
import { Keyring, PREVIOUS_MS } from "../../frames/keyring.ts";
import { decodeKid, encodeKid, type Role } from "../../frames/kid.ts";
import { openFrame } from "../../frames/opening.ts";
import { Sender } from "../../frames/sender.ts";
import { hex, toHex } from "../hex.ts";
import { keysOf, type Seat } from "../people.ts";
import { StillClock } from "../stillClock.ts";

const KEY_FRAME = hex("1002009d012a8002e00100112233");
const DELTA_FRAME = hex("3102004455667788");
const VOICE = hex("78aabbccdd");

let clock: StillClock;
let bob: Keyring;

beforeEach(async () => {
  clock = new StillClock();
  bob = new Keyring(clock);
  bob.install(await keysOf("bob"));
});

async function sealed(codec: Codec, frame: Bytes, role: Role = "camera", from: Seat = "ann") {
  const sender = new Sender(await keysOf(from));
  return (await sender.protect(role, codec, frame)) ?? hex("");
}

function opened(codec: Codec, frame: Bytes, role: Role = "camera", seat: string | null = "ann") {
  return openFrame(bob, { seat, role }, codec, frame);
}

test.each<[string, Codec, Role, Bytes, number]>([
  ["a VP8 key frame", "vp8", "camera", KEY_FRAME, 10],
  ["a VP8 delta frame", "vp8", "screen", DELTA_FRAME, 3],
  ["an Opus frame", "opus", "audio", VOICE, 1],
  ["a VP9 frame", "vp9", "camera", KEY_FRAME, 0],
])("%s shows only its clear bytes and opens whole", async (_, codec, role, frame, length) => {
  const protectedFrame = await sealed(codec, frame, role);
  expect(protectedFrame.subarray(0, length)).toEqual(frame.subarray(0, length));
  expect(toHex(protectedFrame)).not.toContain(toHex(frame.subarray(length)));
  expect(await opened(codec, protectedFrame, role)).toEqual({ frame, epoch: 1 });
});

test("frames_of_every_length_open_whole", async () => {
  const sender = new Sender(await keysOf("ann"));
  for (const first of [0x10, 0x31]) {
    for (let length = 1; length < 48; length += 1) {
      const frame = new Uint8Array(length).fill(first);
      const protectedFrame = (await sender.protect("camera", "vp8", frame)) ?? hex("");
      expect(await opened("vp8", protectedFrame)).toEqual({ frame, epoch: 1 });
    }
  }
});

test("a_short_frame_opens_under_every_size_of_header", async () => {
  const sender = new Sender(await keysOf("ann"));
  for (let count = 0; count < 300; count += 1) {
    const frame = hex("3102");
    const protectedFrame = (await sender.protect("camera", "vp8", frame)) ?? hex("");
    expect(await opened("vp8", protectedFrame)).toEqual({ frame, epoch: 1 });
  }
});

test("a_frame_grows_by_17_to_22_bytes", async () => {
  const growth = async (number: number, counter: number) => {
    const sender = new Sender(await keysOf("ann", number));
    for (let ctr = 0; ctr < counter; ctr += 1) await sender.protect("camera", "vp8", DELTA_FRAME);
    const frame = await sender.protect("camera", "vp8", DELTA_FRAME);
    return (frame?.length ?? 0) - DELTA_FRAME.length;
  };
  expect(await growth(8, 0)).toBe(17);
  expect(await growth(1, 0)).toBe(18);
  expect(await growth(1, 8)).toBe(19);
});

test("no_bit_of_a_protected_frame_can_be_changed", async () => {
  const frame = await sealed("vp8", DELTA_FRAME);
  for (let bit = 0; bit < 8 * frame.length; bit += 1) {
    const changed = frame.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    expect(await opened("vp8", changed)).toHaveProperty("cause");
  }
  expect(await opened("vp8", frame)).toHaveProperty("frame");
});

test("a_frame_is_opened_once", async () => {
  const frame = await sealed("vp8", DELTA_FRAME);
  expect(await opened("vp8", frame)).toHaveProperty("frame");
  expect(await opened("vp8", frame)).toEqual({ cause: "replayed" });
});

test("of_two_copies_opened_at_once_one_is_refused", async () => {
  const frame = await sealed("vp8", DELTA_FRAME);
  const both = await Promise.all([opened("vp8", frame), opened("vp8", frame)]);
  expect(both.filter((result) => "frame" in result)).toHaveLength(1);
});

test("a_forged_frame_does_not_use_up_its_counter", async () => {
  const frame = await sealed("vp8", DELTA_FRAME);
  const forged = concat(frame.subarray(0, frame.length - 1), hex("00"));
  expect(await opened("vp8", forged)).toEqual({ cause: "forged" });
  expect(await opened("vp8", frame)).toHaveProperty("frame");
});

test("one_persons_picture_is_not_shown_as_anothers", async () => {
  const frame = await sealed("vp8", DELTA_FRAME, "camera", "cleo");
  expect(await opened("vp8", frame, "camera", "ann")).toEqual({ cause: "wrong_sender" });
  expect(await opened("vp8", frame, "camera", null)).toEqual({ cause: "wrong_sender" });
  expect(await opened("vp8", frame, "camera", "cleo")).toHaveProperty("frame");
});

test("a_camera_is_not_shown_as_a_screen", async () => {
  const frame = await sealed("vp8", DELTA_FRAME, "camera");
  expect(await opened("vp8", frame, "screen")).toEqual({ cause: "wrong_sender" });
});

test("relabelling_a_frame_makes_it_a_forgery", async () => {
  const frame = await sealed("vp8", DELTA_FRAME, "camera", "cleo");
  const kid = Number(encodeKid({ epoch: 1, sender: 0, role: "camera" }));
  expect(frame[4]).toBe(Number(encodeKid({ epoch: 1, sender: 2, role: "camera" })));
  frame[4] = kid;
  expect(await opened("vp8", frame, "camera", "ann")).toEqual({ cause: "forged" });
});

test("ones_own_frame_sent_back_is_not_opened", async () => {
  const frame = await sealed("vp8", DELTA_FRAME, "camera", "bob");
  expect(await opened("vp8", frame, "camera", "bob")).toEqual({ cause: "unknown_key" });
});

test("an_unprotected_frame_is_refused", async () => {
  expect(await opened("vp8", DELTA_FRAME)).toEqual({ cause: "clear" });
  expect(await opened("opus", hex("78fffefdfc"), "audio")).toEqual({ cause: "clear" });
  expect(await opened("vp8", new Uint8Array(400).fill(0xff))).toEqual({ cause: "clear" });
  expect(await opened("vp8", hex("31"))).toEqual({ cause: "clear" });
});

test("the_epoch_before_is_opened_for_five_seconds", async () => {
  const [early, late] = [await sealed("vp8", DELTA_FRAME), await sealed("vp8", KEY_FRAME)];
  const kept = async (frame: Bytes) => opened("vp8", frame);
  bob.install(await keysOf("bob", 2));
  clock.advance(PREVIOUS_MS - 1);
  expect(await kept(early)).toEqual({ frame: DELTA_FRAME, epoch: 1 });
  clock.advance(1);
  expect(await kept(late)).toEqual({ cause: "unknown_key" });
});

test("an_epoch_that_looks_alike_in_a_key_id_replaces_the_older_one", async () => {
  bob.install(await keysOf("bob", 9));
  expect(await opened("vp8", await sealed("vp8", DELTA_FRAME))).toEqual({ cause: "forged" });
});

test("the_keys_of_an_epoch_are_taken_once", async () => {
  expect(bob.install(await keysOf("bob"))).toBe(false);
  bob.wipe();
  expect(bob.install(await keysOf("bob"))).toBe(false);
  expect(bob.sender).toBeNull();
});

test("a_sender_counts_each_role_by_itself_and_never_repeats", async () => {
  const sender = new Sender(await keysOf("ann"));
  const protect = (role: Role) => sender.protect(role, "vp9", hex("aa"));
  const frames = await Promise.all([protect("camera"), protect("camera"), protect("screen")]);
  expect(frames.map((frame) => toHex(frame?.subarray(0, 2) ?? hex("")))).toEqual([
    "8021",
    "8121",
    "8022",
  ]);
});

test("a_sender_is_tired_at_half_its_counter_and_silent_at_the_end", async () => {
  const sender = new Sender(await keysOf("ann"), 4);
  const protect = () => sender.protect("camera", "vp9", hex("aa"));
  await protect();
  expect(sender.tired).toBe(false);
  await protect();
  expect(sender.tired).toBe(true);
  await protect();
  expect(await protect()).not.toBeNull();
  expect(await protect()).toBeNull();
});

test("a_key_id_fits_one_byte_and_is_read_back", () => {
  const ids = [0, 1, 7].flatMap((epoch) =>
    [0, 3, 7].flatMap((sender) =>
      (["audio", "camera", "screen"] as const).map((role) => ({ epoch, sender, role })),
    ),
  );
  for (const id of ids) expect(decodeKid(encodeKid(id))).toEqual(id);
  expect(encodeKid({ epoch: 7, sender: 7, role: "screen" })).toBe(0xfen);
  expect(decodeKid(3n)).toBeNull();
  expect(decodeKid(256n)).toBeNull();
});

test.each([
  [{ mimeType: "video/VP8" }, {}, "vp8"],
  [{ mimeType: "audio/opus" }, {}, "opus"],
  [{ payloadType: 98 }, { 98: "video/VP9" }, "vp9"],
  [{ payloadType: 99 }, { 98: "video/VP9" }, null],
  [{ mimeType: "video/H264" }, {}, null],
  [{ mimeType: "video/AV1" }, {}, null],
  [{}, {}, null],
])("a codec is known by its metadata %j", (metadata, negotiated, codec) => {
  expect(codecOf(metadata, negotiated)).toBe(codec);
});

test("the_example_of_the_documentation_holds", async () => {
  const page = readFileSync(new URL("../../../../../docs/encryption.md", import.meta.url), "utf8");
  const sender = new Sender(await keysOf("bob", 9));
  for (let ctr = 0; ctr < 300; ctr += 1) await sender.protect("camera", "vp8", DELTA_FRAME);
  const example = await sender.protect("camera", "vp8", DELTA_FRAME);
  const written = page.match(/^(?:[0-9a-f]{2} )+ *[a-z]/gm)?.map((line) => line.slice(0, -1));
  expect(hex(written?.join("") ?? "")).toEqual(example);
});
