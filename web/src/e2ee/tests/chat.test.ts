/** Chat texts between people who have agreed on keys, and what a server may try with them. */
import { beforeEach, expect, test } from "vitest";
import type { Established } from "../agreement/attempt.ts";
import { bigEndian, concat, framed, fromBase64Url, toBase64Url, utf8 } from "../bytes.ts";
import { Chat, MAX_TEXT } from "../chat.ts";
import { hex } from "./hex.ts";
import { keysOf, type Seat } from "./people.ts";

let ann: Chat;
let bob: Chat;

async function establishedAs(seat: Seat, number = 1): Promise<Established> {
  const { own, others } = await keysOf(seat, number);
  const id = toBase64Url(new Uint8Array(32).fill(number));
  const keys = new Map(others.map((other) => [other.seat, other.key]));
  return { id, number, members: [], seat, own, others: keys, code: hex("000000") };
}

async function chatOf(seat: Seat, number = 1): Promise<Chat> {
  const chat = new Chat((length) => crypto.getRandomValues(new Uint8Array(length)));
  chat.use(await establishedAs(seat, number));
  return chat;
}

beforeEach(async () => {
  [ann, bob] = [await chatOf("ann"), await chatOf("bob")];
});

const seal = async (text: string) => (await ann.seal(text)) ?? "";

test("a_text_arrives_as_it_was_written", async () => {
  const sealed = await seal("Wie geht es Ihnen? 👋");
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(await bob.open("ann", sealed)).toEqual({ text: "Wie geht es Ihnen? 👋" });
});

test("everybody_in_the_visit_can_read_it", async () => {
  const sealed = await seal("hello");
  expect(await (await chatOf("cleo")).open("ann", sealed)).toEqual({ text: "hello" });
});

test("texts_opened_at_once_do_not_overtake_each_other", async () => {
  const texts = Array.from({ length: 60 }, (_, at) => (at % 2 ? "short" : "long".repeat(500)));
  const sealed = await Promise.all(texts.map(seal));
  const opened = await Promise.all(sealed.map((text) => bob.open("ann", text)));
  expect(opened).toEqual(texts.map((text) => ({ text })));
});

test("the_same_text_is_never_sealed_alike", async () => {
  expect(await seal("yes")).not.toBe(await seal("yes"));
});

test("a_repeated_text_is_refused", async () => {
  const sealed = await seal("yes");
  await bob.open("ann", sealed);
  expect(await bob.open("ann", sealed)).toEqual({ refused: "replayed" });
});

test("of_two_copies_opened_at_once_one_is_refused", async () => {
  const sealed = await seal("yes");
  const both = await Promise.all([bob.open("ann", sealed), bob.open("ann", sealed)]);
  expect(both).toEqual([{ text: "yes" }, { refused: "replayed" }]);
});

test("a_text_that_comes_after_a_later_one_is_refused", async () => {
  const [early, late] = [await seal("no"), await seal("yes")];
  expect(await bob.open("ann", late)).toEqual({ text: "yes" });
  expect(await bob.open("ann", early)).toEqual({ refused: "replayed" });
});

test("a_text_is_not_shown_as_somebody_elses", async () => {
  expect(await bob.open("cleo", await seal("yes"))).toEqual({ refused: "forged" });
  expect(await bob.open("dan", await seal("yes"))).toEqual({ refused: "unknown_key" });
  expect(await ann.open("ann", await seal("yes"))).toEqual({ refused: "unknown_key" });
});

test("no_byte_of_a_sealed_text_can_be_changed", async () => {
  const sealed = fromBase64Url(await seal("yes")) ?? hex("");
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = sealed.map((byte, place) => (place === at ? byte ^ 1 : byte));
    expect(await bob.open("ann", toBase64Url(changed))).toHaveProperty("refused");
  }
  expect(await bob.open("ann", toBase64Url(sealed))).toEqual({ text: "yes" });
});

test.each(["", "AAAA", "not base64!", "A".repeat(26)])("'%s' is malformed", async (sealed) => {
  expect(await bob.open("ann", sealed)).toEqual({ refused: "malformed" });
});

test("a_text_of_two_thousand_characters_is_the_longest", async () => {
  const longest = "ü".repeat(MAX_TEXT);
  expect(await bob.open("ann", await seal(longest))).toEqual({ text: longest });
  expect(await ann.seal(`${longest}.`)).toBeNull();
});

test("a_text_that_another_program_made_too_long_is_refused", async () => {
  expect(await bob.open("ann", await sealedElsewhere("yes", 1))).toEqual({ text: "yes" });
  const long = await sealedElsewhere("x".repeat(MAX_TEXT + 1), 2);
  expect(await bob.open("ann", long)).toEqual({ refused: "too_long" });
});

test("texts_of_the_epoch_before_are_still_opened_and_older_ones_are_not", async () => {
  const [one, two] = [await seal("before"), await seal("long before")];
  bob.use(await establishedAs("bob", 2));
  expect(await bob.open("ann", one)).toEqual({ text: "before" });
  bob.use(await establishedAs("bob", 3));
  expect(await bob.open("ann", two)).toEqual({ refused: "unknown_key" });
});

test("a_text_is_bound_to_its_epoch", async () => {
  const sealed = fromBase64Url(await seal("yes")) ?? hex("");
  bob.use(await establishedAs("bob", 2));
  const moved = sealed.map((byte, at) => (at < 4 ? 2 : byte));
  expect(await bob.open("ann", toBase64Url(moved))).toEqual({ refused: "forged" });
});

test("an_epoch_is_used_once", async () => {
  const sealed = await seal("yes");
  await bob.open("ann", sealed);
  bob.wipe();
  bob.use(await establishedAs("bob"));
  expect(await bob.open("ann", sealed)).toEqual({ refused: "unknown_key" });
});

test("without_keys_nothing_is_sealed", async () => {
  ann.wipe();
  expect(await ann.seal("yes")).toBeNull();
});

/** The format written out a second time: what any program with ann's key could send. */
async function sealedElsewhere(text: string, number: number): Promise<string> {
  const { own, seat } = await establishedAs("ann");
  const id = new Uint8Array(32).fill(1);
  const label = utf8("bedside e2ee 1 chat");
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: hex(""), info: label };
  const aes = { name: "AES-GCM", length: 128 };
  const key = await crypto.subtle.deriveKey(hkdf, own, aes, false, ["encrypt"]);
  const iv = new Uint8Array(12);
  const additionalData = framed(label, id, utf8(seat), bigEndian(number, 4));
  const sealed = await crypto.subtle.encrypt({ ...aes, iv, additionalData }, key, utf8(text));
  return toBase64Url(concat(id.slice(0, 4), bigEndian(number, 4), iv, new Uint8Array(sealed)));
}
