/** How members come to shared keys, and what each change of members does to them. */
import { expect, test, vi } from "vitest";
import { type AgreementView, HOLD_MS, STALL_MS } from "../../agreement/agreement.ts";
import { epochOf } from "../../agreement/members.ts";
import { newInstance } from "../../agreement/ports.ts";
import { BASE_KEY_BYTES } from "../../baseKey.ts";
import { toBase64Url } from "../../bytes.ts";
import { discord } from "./accord.ts";
import { atOnce, type Page, Visit } from "./visit.ts";

// Many key pairs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const states = (visit: Visit) => visit.views().map(({ state }) => state);
const kinds = (page: Page) => page.sent.map(({ kind }) => kind);

async function visitOf(...seats: string[]): Promise<Visit> {
  const visit = new Visit();
  for (const seat of seats) visit.join(seat);
  await visit.run();
  return visit;
}

function established({ agreement }: Page) {
  const view = agreement.view.get();
  if (view.state !== "established") throw new Error(view.state);
  return view.established;
}

function page(visit: Visit, seat: string): Page {
  const found = visit.pages.get(seat);
  if (!found) throw new Error("nobody of that name");
  return found;
}

test("somebody_alone_has_nothing_to_agree_on", async () => {
  const visit = await visitOf("ann");
  expect(states(visit)).toEqual(["alone"]);
  expect(visit.sent).toEqual([]);
});

test("two_people_agree_in_three_flights_of_one_message_each", async () => {
  const visit = new Visit(1, () => [100]);
  visit.join("ann");
  const start = visit.join("bob");
  await visit.run(250);
  expect(states(visit)).toEqual(["agreeing", "agreeing"]);
  await visit.run(100);
  expect(await discord(visit.views())).toBeNull();
  expect(kinds(start)).toEqual(["commit", "reveal", "wrap"]);
  expect(visit.sent).toHaveLength(6);
});

test.each([3, 6, 8])("%i people agree with three messages of each", async (count) => {
  const visit = new Visit(count, () => [100]);
  const seats = Array.from({ length: count }, (_, at) => `seat${at}`);
  for (const seat of seats) visit.join(seat);
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
  expect(visit.sent.filter(({ message }) => message.kind === "wrap")).toHaveLength(count);
});

test("a_key_is_shown_only_when_all_have_committed", async () => {
  const visit = new Visit(1, (from) => (from.seat === "cleo" ? [5_000] : [0]));
  visit.join("cleo");
  visit.join("bob");
  const ann = visit.join("ann");
  await visit.run(4_000);
  expect(kinds(ann)).not.toContain("reveal");
  await visit.run();
  expect(kinds(ann).slice(-3)).toEqual(["commit", "reveal", "wrap"]);
});

test("messages_fit_two_kilobytes_even_with_the_most_and_longest_names", async () => {
  const visit = new Visit();
  for (let at = 0; at < 8; at += 1) visit.join(`${at}`.padEnd(64, "x"));
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
  const sizes = visit.sent.map(({ message }) => JSON.stringify(message).length);
  expect(Math.max(...sizes) + 64).toBeLessThanOrEqual(2_048);
});

test("everybody_who_joins_or_leaves_brings_fresh_keys_and_another_code", async () => {
  const visit = await visitOf("ann", "bob");
  const seen = [established(page(visit, "ann"))];
  for (const change of [
    () => visit.join("cleo"),
    () => visit.leave("cleo"),
    () => visit.join("bob"),
  ]) {
    change();
    await visit.run();
    expect(await discord(visit.views())).toBeNull();
    seen.push(established(page(visit, "ann")));
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
  expect(new Set(seen.map(({ own }) => own)).size).toBe(4);
  expect(new Set(seen.map(({ code }) => toBase64Url(code))).size).toBe(4);
});

test("the_same_list_again_changes_nothing", async () => {
  const visit = await visitOf("ann", "bob");
  const before = established(page(visit, "ann"));
  page(visit, "ann").agreement.members(visit.members().reverse());
  await visit.run();
  expect(established(page(visit, "ann"))).toBe(before);
});

test("a_list_that_comes_back_is_another_epoch", async () => {
  const members = [
    { seat: "ann", instance: "i1", capable: true },
    { seat: "bob", instance: "i2", capable: true },
  ];
  const [first, again] = [await epochOf("visit", 1, members), await epochOf("visit", 3, members)];
  expect(first.id).not.toEqual(again.id);
});

test("messages_of_old_epochs_never_establish_anything", async () => {
  const visit = await visitOf("ann", "bob");
  const old = [...visit.sent];
  visit.join("cleo");
  await visit.run();
  visit.delivery = () => [];
  visit.leave("cleo");
  await visit.run(1_000);
  for (const { from, message } of [...old, ...old, ...visit.sent]) {
    const to = page(visit, from === "ann" ? "bob" : "ann");
    if (message.number < 3) to.agreement.receive(from, message);
  }
  await visit.run(1_000);
  expect(states(visit)).toEqual(["agreeing", "agreeing"]);
  expect(page(visit, "ann").agreement.ignored.old).toBeGreaterThan(0);
  visit.delivery = atOnce;
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
});

test("a_member_whose_browser_cannot_turns_protection_off_for_all_openly", async () => {
  const visit = await visitOf("ann", "bob");
  visit.join("cleo", false);
  await visit.run();
  const off: AgreementView = { state: "off", seats: ["cleo"] };
  expect(visit.views()).toEqual([off, off, off]);
  visit.leave("cleo");
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
});

test("the_old_keys_are_held_while_the_new_ones_are_agreed_on_but_not_for_long", async () => {
  const visit = await visitOf("ann", "bob");
  visit.delivery = () => [];
  visit.join("cleo");
  await visit.run(1_000);
  expect(page(visit, "ann").agreement.view.get()).toMatchObject({ holding: true });
  expect(page(visit, "cleo").agreement.view.get()).toMatchObject({ holding: false });
  await visit.run(HOLD_MS);
  const agreeing = { state: "agreeing", holding: false };
  expect(page(visit, "ann").agreement.view.get()).toMatchObject(agreeing);
  // Nor are they taken up again by a later attempt.
  await visit.run(4 * HOLD_MS);
  expect(page(visit, "ann").agreement.view.get()).toMatchObject(agreeing);
});

test("a_lost_message_is_made_good_by_a_fresh_attempt", async () => {
  const visit = new Visit(1, (_, __, { kind, number }) =>
    kind === "wrap" && number < 2 ? [] : [0],
  );
  visit.join("ann");
  visit.join("bob");
  await visit.run(STALL_MS - 1);
  expect(states(visit)).toEqual(["agreeing", "agreeing"]);
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
  expect(established(page(visit, "ann")).number).toBe(2);
});

test("fresh_keys_can_be_asked_for", async () => {
  const visit = await visitOf("ann", "bob");
  const before = established(page(visit, "bob"));
  page(visit, "ann").agreement.renew();
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
  expect(established(page(visit, "bob")).number).toBe(before.number + 1);
});

test("a_member_who_is_behind_moves_up_at_once", async () => {
  const visit = await visitOf("ann", "bob");
  visit.delivery = () => [];
  for (let time = 0; time < 20; time += 1) page(visit, "ann").agreement.renew();
  await visit.run(0);
  visit.delivery = atOnce;
  page(visit, "ann").agreement.renew();
  await visit.run(0);
  expect(await discord(visit.views())).toBeNull();
  expect(kinds(page(visit, "bob"))).toEqual([
    ...["commit", "reveal", "wrap"],
    ...["commit", "reveal", "wrap"],
  ]);
});

test("the_raw_base_key_is_overwritten_once_it_is_handed_out", async () => {
  const visit = new Visit();
  visit.join("ann");
  visit.join("bob");
  await visit.run();
  const keys = visit.drawn.filter(({ length }) => length === BASE_KEY_BYTES);
  expect(keys).toHaveLength(2);
  expect(keys.flatMap((key) => [...key]).every((byte) => byte === 0)).toBe(true);
});

test("somebody_who_is_not_in_the_list_has_no_keys", async () => {
  const visit = await visitOf("ann", "bob");
  page(visit, "ann").agreement.members([
    { seat: "ann", instance: "another page", capable: true },
    { seat: "bob", instance: "i2", capable: true },
  ]);
  await visit.run(100);
  expect(page(visit, "ann").agreement.view.get()).not.toHaveProperty("established");
});

test("what_is_closed_keeps_no_keys_and_no_timers_and_says_nothing", async () => {
  const visit = await visitOf("ann", "bob");
  const { agreement, sent } = page(visit, "ann");
  visit.delivery = () => [];
  agreement.renew();
  agreement.close();
  visit.leave("bob");
  await visit.run(0);
  const said = sent.length;
  await visit.run();
  expect(agreement.view.get()).toEqual({ state: "alone" });
  expect(sent).toHaveLength(said);
  expect(visit.clock.pending).toBe(0);
});

test("instances_are_not_guessed", () => {
  expect(newInstance()).toMatch(/^[\w-]{22}$/);
  expect(newInstance()).not.toBe(newInstance());
});
