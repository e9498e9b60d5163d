/** A server that does not only deliver: what it can reach, and what the members notice. */
import { expect, test, vi } from "vitest";
import { Agreement, type AgreementView, MAX_ATTEMPTS } from "../../agreement/agreement.ts";
import { epochOf, type Member } from "../../agreement/members.ts";
import type { AgreementMessage, Commit, Reveal } from "../../agreement/messages.ts";
import { codeOf, commitment, transcript } from "../../agreement/transcript.ts";
import { type Bytes, toBase64Url } from "../../bytes.ts";
import { seeded } from "../seeded.ts";
import { StillClock } from "../stillClock.ts";
import { seededChance } from "./chance.ts";

// Many key pairs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const ANN: Member = { seat: "ann", instance: "a1", capable: true };
const BOB: Member = { seat: "bob", instance: "b1", capable: true };
const MEMBERS = [ANN, BOB];

/** Somebody at an end of a line that a test holds in its hands. */
class End {
  readonly sent: AgreementMessage[] = [];
  readonly agreement: Agreement;

  constructor(
    readonly member: Member,
    seed: number,
    readonly clock = new StillClock(),
  ) {
    const send = (message: AgreementMessage) => void this.sent.push(message);
    const chance = seededChance(seeded(seed));
    const self = { ...member, visit: "visit" };
    this.agreement = new Agreement(self, { chance, clock, send });
  }

  get view(): AgreementView {
    return this.agreement.view.get();
  }

  get code(): string {
    return this.view.state === "established" ? toBase64Url(this.view.established.code) : "none";
  }

  async begin(members = MEMBERS): Promise<void> {
    this.agreement.members(members);
    await this.agreement.idle();
  }

  async hear(from: Member, ...messages: unknown[]): Promise<void> {
    for (const message of messages) this.agreement.receive(from.seat, message);
    await this.agreement.idle();
  }

  said<Kind extends AgreementMessage["kind"]>(kind: Kind) {
    const found = this.sent.findLast((message) => message.kind === kind);
    if (!found) throw new Error(`no ${kind}`);
    return found as Extract<AgreementMessage, { kind: Kind }>;
  }
}

/** Delivers between two ends until neither has anything more to say. */
async function converse(one: End, other: End): Promise<void> {
  const heard = new Map([
    [one, 0],
    [other, 0],
  ]);
  for (let more = true; more; ) {
    more = false;
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const news = from.sent.slice(heard.get(from));
      heard.set(from, from.sent.length);
      await to.hear(from.member, ...news);
      more ||= news.length > 0;
    }
  }
}

async function begun(seed: number): Promise<[End, End]> {
  const ends: [End, End] = [new End(ANN, 2 * seed), new End(BOB, 2 * seed + 1)];
  for (const end of ends) await end.begin();
  return ends;
}

test("an_honest_server_gives_both_the_same_code", async () => {
  const [ann, bob] = await begun(1);
  await converse(ann, bob);
  expect(ann.code).not.toBe("none");
  expect(ann.code).toBe(bob.code);
});

test("somebody_in_the_middle_gives_the_two_different_codes_every_time", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const [ann, falseBob] = await begun(seed);
    const [falseAnn, bob] = await begun(seed + 1_000);
    await converse(ann, falseBob);
    await converse(falseAnn, bob);
    // Nobody but the two people can notice: everything else adds up.
    expect([ann.view.state, bob.view.state]).toEqual(["established", "established"]);
    expect(ann.code).toBe(falseBob.code);
    expect(ann.code).not.toBe(bob.code);
  }
});

test("a_server_that_waits_for_a_key_before_it_commits_waits_for_ever", async () => {
  const ann = new End(ANN, 1);
  await ann.begin();
  for (let minute = 0; minute < 10; minute += 1) {
    ann.clock.advance(60_000);
    await ann.agreement.idle();
    expect(ann.sent.every(({ kind }) => kind === "commit")).toBe(true);
    expect(ann.view.state).toBe("agreeing");
  }
});

test("a_server_cannot_try_codes_without_end", async () => {
  const ann = new End(ANN, 1);
  await ann.begin();
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) ann.agreement.renew();
  await ann.agreement.idle();
  expect(ann.view.state).toBe("agreeing");
  for (const instance of ["b2", "b3"]) {
    await ann.begin([ANN, { ...BOB, instance }]);
    expect(ann.view).toEqual({ state: "mismatch", cause: "exhausted" });
  }
});

/**
 * The victim commits to a key; the server looks for a key of its own that gives the victim's page
 * the first eight bits of a wanted code. `shown` is the victim's key if the server has seen it.
 */
async function grind(wanted: number, seed: number, shown: boolean): Promise<boolean> {
  const chance = seededChance(seeded(seed));
  const epoch = await epochOf("visit", 1, MEMBERS);
  const keyAndNonce = () => [chance.bytes(65), chance.bytes(32)] as const;
  const [victimKey, victimNonce] = keyAndNonce();
  const promised = await commitment(epoch, BOB, victimKey, victimNonce);
  const codeWith = async (key: Bytes, nonce: Bytes, other: Bytes) => {
    const own = await commitment(epoch, ANN, key, nonce);
    return (await codeOf(await transcript(epoch, [own, promised]), [key, other]))[0];
  };
  const believed = shown ? victimKey : chance.bytes(65);
  for (let trial = 0; trial < 4_096; trial += 1) {
    const [key, nonce] = keyAndNonce();
    if ((await codeWith(key, nonce, believed)) !== wanted) continue;
    return (await codeWith(key, nonce, victimKey)) === wanted;
  }
  return false;
}

test("eight_bits_are_ground_by_a_server_that_sees_a_key_first", async () => {
  for (let seed = 1; seed <= 8; seed += 1) expect(await grind(seed, seed, true)).toBe(true);
});

test("eight_bits_are_not_ground_by_a_server_that_must_commit_first", async () => {
  let hits = 0;
  for (let seed = 1; seed <= 8; seed += 1) hits += Number(await grind(seed, seed, false));
  expect(hits).toBe(0);
});

const swapped: [string, (reveal: Reveal, ann: End) => unknown][] = [
  ["commitment", (reveal, ann) => ({ ...reveal, public_key: ann.said("reveal").public_key })],
  ["commitment", (reveal) => ({ ...reveal, nonce: reveal.transcript })],
  ["transcript", (reveal) => ({ ...reveal, transcript: reveal.epoch })],
];

test.each(swapped)("a reveal that was changed is noticed: %s", async (cause, change) => {
  const [ann, bob] = await begun(1);
  await ann.hear(BOB, bob.said("commit"));
  await bob.hear(ANN, ann.said("commit"));
  await ann.hear(BOB, change(bob.said("reveal"), ann));
  expect(ann.view).toEqual({ state: "mismatch", cause });
  expect(ann.sent.map(({ kind }) => kind)).not.toContain("wrap");
});

test("a_point_off_the_curve_is_noticed", async () => {
  const ann = new End(ANN, 1);
  await ann.begin();
  const point = new Uint8Array(65).fill(4);
  const nonce = new Uint8Array(32);
  const epoch = await epochOf("visit", 1, MEMBERS);
  const promised = await commitment(epoch, BOB, point, nonce);
  const spoken = { v: 1, epoch: toBase64Url(epoch.id), number: 1, instance: BOB.instance } as const;
  const commit: Commit = { ...spoken, kind: "commit", commitment: toBase64Url(promised) };
  await ann.hear(BOB, commit);
  await ann.hear(BOB, {
    ...spoken,
    kind: "reveal",
    public_key: toBase64Url(point),
    nonce: toBase64Url(nonce),
    transcript: ann.said("reveal").transcript,
  });
  expect(ann.view).toEqual({ state: "mismatch", cause: "public_key" });
});

test("a_wrapped_key_that_was_changed_is_noticed", async () => {
  const [ann, bob] = await begun(1);
  await ann.hear(BOB, bob.said("commit"));
  await bob.hear(ANN, ann.said("commit"));
  await bob.hear(ANN, ann.said("reveal"));
  await ann.hear(BOB, bob.said("reveal"));
  const forged = { ...bob.said("wrap"), wraps: ann.said("wrap").wraps };
  await ann.hear(BOB, forged);
  expect(ann.view).toEqual({ state: "mismatch", cause: "wrap" });
});

test("a_second_commitment_is_noticed", async () => {
  const [ann, bob] = await begun(1);
  const commit = bob.said("commit");
  await ann.hear(BOB, commit, commit);
  expect(ann.view.state).toBe("agreeing");
  await ann.hear(BOB, { ...commit, commitment: commit.epoch });
  expect(ann.view).toEqual({ state: "mismatch", cause: "contradiction" });
});

test("ones_own_messages_sent_back_are_not_listened_to", async () => {
  const ann = new End(ANN, 1);
  await ann.begin();
  await ann.hear(ANN, ann.said("commit"));
  await ann.hear(BOB, ann.said("commit"), { ...ann.said("commit"), instance: BOB.instance });
  expect(ann.agreement.ignored).toEqual({ echo: 1, old: 1 });
  const [commit] = ann.sent;
  expect(commit?.kind).toBe("commit");
  // The copy passes as a commitment, but no key can be shown for it.
  await ann.hear(BOB, { ...ann.said("reveal"), instance: BOB.instance });
  expect(ann.view).toEqual({ state: "mismatch", cause: "commitment" });
});

test.each([
  [[ANN, { ...BOB, instance: ANN.instance }]],
  [[ANN, BOB, { ...BOB, instance: "b2" }]],
  [[ANN, { ...BOB, seat: "" }]],
  [[ANN, ...Array.from({ length: 8 }, (_, at) => ({ ...BOB, seat: `${at}`, instance: `${at}` }))]],
])("a list that no honest server sends is refused", async (members) => {
  const ann = new End(ANN, 1);
  await ann.begin(members);
  expect(ann.view).toEqual({ state: "mismatch", cause: "members" });
  expect(ann.sent).toEqual([]);
});

test("after_a_mismatch_nothing_is_accepted_until_members_change_or_somebody_asks", async () => {
  const [ann, bob] = await begun(1);
  const commit = bob.said("commit");
  await ann.hear(BOB, commit, { ...commit, commitment: commit.epoch });
  await converse(ann, bob);
  bob.agreement.renew();
  await converse(ann, bob);
  ann.clock.advance(600_000);
  expect(ann.view.state).toBe("mismatch");
  ann.agreement.renew();
  await ann.agreement.idle();
  await converse(ann, bob);
  expect(ann.code).toBe(bob.code);
  expect(ann.view.state).toBe("established");
});

const malformed: [string, (commit: Commit) => unknown][] = [
  ["nothing", () => null],
  ["text", (commit) => JSON.stringify(commit)],
  ["a list", (commit) => [commit]],
  ["another version", (commit) => ({ ...commit, v: 2 })],
  ["another kind", (commit) => ({ ...commit, kind: "hello" })],
  ["a missing field", ({ commitment: _, ...rest }) => rest],
  ["a field too many", (commit) => ({ ...commit, more: 1 })],
  ["a hash too short", (commit) => ({ ...commit, commitment: commit.commitment.slice(1) })],
  ["a hash that is not base64url", (commit) => ({ ...commit, commitment: "=".repeat(43) })],
  ["a hash with loose bits", (commit) => ({ ...commit, commitment: "_".repeat(43) })],
  ["a number that is none", (commit) => ({ ...commit, number: "1" })],
  ["a number too great", (commit) => ({ ...commit, number: 2 ** 32 })],
  ["a fraction", (commit) => ({ ...commit, number: 1.5 })],
  ["an instance too long", (commit) => ({ ...commit, instance: "x".repeat(65) })],
  ["an instance with a space", (commit) => ({ ...commit, instance: "b 1" })],
  ["wraps that are no list", (commit) => ({ ...reworded(commit), wraps: "none" })],
  ["too many wraps", (commit) => ({ ...reworded(commit), wraps: Array(8).fill("A".repeat(59)) })],
  ["a wrap that is too long", (commit) => ({ ...reworded(commit), wraps: ["A".repeat(60)] })],
];

test.each(malformed)("%s is ignored and counted", async (_, change) => {
  const [ann, bob] = await begun(1);
  await ann.hear(BOB, change(bob.said("commit")));
  expect(ann.agreement.ignored).toEqual({ malformed: 1 });
  await converse(ann, bob);
  expect(ann.view.state).toBe("established");
});

test("a_flood_of_messages_from_nowhere_does_not_keep_people_apart", async () => {
  const [ann, bob] = await begun(1);
  const commit = bob.said("commit");
  for (let number = 2; number < 1_000; number += 1) {
    ann.agreement.receive("bob", { ...commit, number });
  }
  await converse(ann, bob);
  expect(ann.code).toBe(bob.code);
  expect(ann.view.state).toBe("established");
});

function reworded({ commitment: _, ...rest }: Commit) {
  return { ...rest, kind: "wrap" };
}
