/** What one member wraps for another opens there and nowhere else. */
import { expect, test } from "vitest";
import { epochOf, type Member } from "../../agreement/members.ts";
import { unwrap, type Way, wrap } from "../../agreement/pairwise.ts";
import { seeded } from "../seeded.ts";
import { seededChance } from "./chance.ts";

const member = (seat: string): Member => ({ seat, instance: `i${seat}`, capable: true });
const [ann, bob, cleo] = [member("ann"), member("bob"), member("cleo")];

async function wrapped() {
  const chance = seededChance(seeded(5));
  const [own, other] = [await chance.keyPair(), await chance.keyPair()];
  const epoch = await epochOf("visit", 1, [ann, bob]);
  const way: Way = { epoch, transcript: chance.bytes(32), from: ann, to: bob };
  const key = chance.bytes(16);
  const sealed = await wrap(way, own.privateKey, other.publicKey, key, chance.bytes(12));
  const open = (changed: Partial<Way>) =>
    unwrap({ ...way, ...changed }, other.privateKey, own.publicKey, sealed);
  return { key, open, epoch };
}

test("a_wrapped_key_opens_for_its_member", async () => {
  const { key, open } = await wrapped();
  expect(await open({})).toEqual(key);
});

test.each<[string, Partial<Way>]>([
  ["another member", { to: cleo }],
  ["another sender", { from: cleo }],
  ["the way back", { from: bob, to: ann }],
  ["another transcript", { transcript: new Uint8Array(32) }],
  ["another seat of the same page", { to: { ...bob, seat: "cleo" } }],
])("a wrapped key does not open for %s", async (_, changed) => {
  const { open } = await wrapped();
  await expect(open(changed)).rejects.toThrow();
});

test("a_wrapped_key_does_not_open_in_another_epoch", async () => {
  const { open } = await wrapped();
  await expect(open({ epoch: await epochOf("visit", 2, [ann, bob]) })).rejects.toThrow();
});
