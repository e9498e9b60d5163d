/** Whatever the order of joins, departures and messages: in the end all hold the same keys. */
import { expect, test, vi } from "vitest";
import type { AgreementView } from "../../agreement/agreement.ts";
import type { Established } from "../../agreement/attempt.ts";
import { hex } from "../hex.ts";
import { discord } from "./accord.ts";
import { unruly, Visit } from "./visit.ts";

// Many key pairs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const SEATS = ["ann", "bob", "cleo", "dan", "eve", "fay"];
const SEEDS = Array.from({ length: 24 }, (_, seed) => seed + 1);

/** Some rounds in which people join, reload and leave, often before the last round is agreed on. */
async function unrulyVisit(seed: number): Promise<Visit> {
  const visit = new Visit(seed);
  const { random } = visit;
  visit.delivery = unruly(random);
  visit.listDelay = () => Math.floor(random() * 1_000);
  const seats = SEATS.slice(0, 2 + (seed % 5));
  for (let round = 0; round < 6; round += 1) {
    const seat = seats[Math.floor(random() * seats.length)] ?? "ann";
    if (visit.pages.size > 2 && random() < 0.4) visit.leave(seat);
    else visit.join(seat);
    await visit.run(Math.floor(random() * 4_000));
  }
  for (const seat of seats.slice(0, 2)) if (!visit.pages.has(seat)) visit.join(seat);
  return visit;
}

test.each(SEEDS)("schedule %i ends in agreement", async (seed) => {
  const visit = await unrulyVisit(seed);
  await visit.run();
  expect(visit.pages.size).toBeGreaterThan(1);
  expect(await discord(visit.views())).toBeNull();
});

test.each(SEEDS.slice(0, 8))("schedule %i with lost messages ends in agreement", async (seed) => {
  const visit = await unrulyVisit(seed);
  const kept = visit.delivery;
  visit.delivery = (...way) => (visit.random() < 0.1 ? [] : kept(...way));
  await visit.run();
  expect(await discord(visit.views())).toBeNull();
});

const planted: [string, (established: Established, view: AgreementView) => AgreementView][] = [
  [
    "not established: agreeing,established",
    () => ({ state: "agreeing", number: 2, holding: true }),
  ],
  ["epochs differ", (established) => changed(established, { number: 7 })],
  ["codes differ", (established) => changed(established, { code: hex("000000") })],
  ["bob cannot see ann: forged", (established) => changed(established, swapped(established))],
];

test.each(planted)("the checker finds that %s", async (found, plant) => {
  const visit = new Visit();
  visit.join("ann");
  visit.join("bob");
  await visit.run();
  const [ann, bob] = visit.views();
  if (ann?.state !== "established" || !bob) throw new Error("not established");
  expect(await discord([ann, bob])).toBeNull();
  expect(await discord([plant(ann.established, ann), bob])).toBe(found);
});

function changed(established: Established, part: Partial<Established>): AgreementView {
  return { state: "established", established: { ...established, ...part } };
}

/** A page that protects with somebody else's key. */
function swapped({ own, others }: Established): Partial<Established> {
  return { own: others.get("bob") ?? own };
}
