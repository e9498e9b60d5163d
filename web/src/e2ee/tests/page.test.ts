/** The page's side: what it may ask of its browser, and what it tells its Worker. */
import { beforeEach, expect, test } from "vitest";
import { Store } from "../../state/store.ts";
import type { AgreementView } from "../agreement/agreement.ts";
import type { Established } from "../agreement/attempt.ts";
import { Gate } from "../frames/gate.ts";
import type { FromWorker, ToWorker } from "../frames/messages.ts";
import { canProtectFrames } from "../page/capability.ts";
import { FrameLink, instructions, type WorkerPort } from "../page/frameLink.ts";
import { hex } from "./hex.ts";
import { keysOf } from "./people.ts";
import { StillClock } from "./stillClock.ts";

class FakeWorker implements WorkerPort {
  readonly told: ToWorker[] = [];
  onmessage: WorkerPort["onmessage"] = null;
  ended = false;
  private readonly gate = new Gate({
    clock: new StillClock(),
    post: (data: FromWorker) => this.onmessage?.({ data }),
  });

  postMessage(message: ToWorker): void {
    this.told.push(message);
    this.gate.handle(message);
  }

  terminate(): void {
    this.ended = true;
  }
}

let rekeys = 0;
const news = {
  keyFrameNeeded: () => {},
  rekey: () => {
    rekeys += 1;
  },
};
let worker: FakeWorker;
let view: Store<AgreementView>;

beforeEach(() => {
  rekeys = 0;
  worker = new FakeWorker();
  view = new Store<AgreementView>({ state: "alone" });
});

async function established(number = 1): Promise<Established> {
  const { id, own, others } = await keysOf("bob", number);
  const members = ["ann", "bob", "cleo"].map((seat) => ({ seat, instance: seat, capable: true }));
  const keys = new Map(others.map(({ seat, key }) => [seat, key]));
  return { id, number, members, seat: "bob", own, others: keys, code: hex("000000") };
}

const modes = () => worker.told.map((message) => ("mode" in message ? message.mode : message.kind));

test("a_worker_follows_the_agreement", async () => {
  new FrameLink(worker, news).follow(view);
  view.set({ state: "agreeing", number: 1, holding: false });
  view.set({ state: "established", established: await established() });
  view.set({ state: "agreeing", number: 2, holding: true });
  view.set({ state: "established", established: await established(2) });
  view.set({ state: "off", seats: ["ann"] });
  view.set({ state: "mismatch", cause: "transcript" });
  expect(modes()).toEqual([
    ...["closed", "closed", "keys", "encrypt"],
    ...["keys", "encrypt", "clear", "closed"],
  ]);
});

test("senders_are_counted_in_the_order_of_the_members", async () => {
  const [message] = instructions({ state: "established", established: await established() });
  if (message?.kind !== "keys") throw new Error("no keys");
  expect(message.keys.sender).toBe(1);
  expect(message.keys.others.map(({ seat, sender }) => [seat, sender])).toEqual([
    ["ann", 0],
    ["cleo", 2],
  ]);
});

test("only_a_browser_that_cannot_leads_to_clear_frames", async () => {
  const views: AgreementView[] = [
    { state: "alone" },
    { state: "agreeing", number: 1, holding: true },
    { state: "agreeing", number: 1, holding: false },
    { state: "established", established: await established() },
    { state: "mismatch", cause: "failed" },
  ];
  for (const each of views) expect(JSON.stringify(instructions(each))).not.toContain("clear");
});

test("a_second_worker_gets_no_keys_that_a_first_one_had", async () => {
  view.set({ state: "established", established: await established() });
  new FrameLink(worker, news).follow(view);
  worker = new FakeWorker();
  new FrameLink(worker, news).follow(view);
  expect(modes()).toEqual(["closed"]);
  expect(rekeys).toBe(1);
});

test("the_counters_of_the_worker_arrive", () => {
  const link = new FrameLink(worker, news);
  const tally = { direction: "send", role: "audio", seat: null, frames: 3 } as const;
  worker.onmessage?.({
    data: { kind: "counters", tallies: [{ ...tally, epoch: 1, passed: 0, dropped: {} }] },
  });
  expect(link.tallies.get()).toMatchObject([tally]);
  link.count();
  expect(link.tallies.get()).toEqual([]);
});

test("what_stops_following_tells_nothing_more", () => {
  const link = new FrameLink(worker, news);
  link.follow(view)();
  view.set({ state: "off", seats: [] });
  link.close();
  expect(modes()).toEqual(["closed"]);
  expect(worker.ended).toBe(true);
});

const ABLE = { RTCRtpScriptTransform: class {}, Worker: class {}, crypto: { subtle: {} } };

test.each([
  [ABLE, true],
  [{ ...ABLE, RTCRtpScriptTransform: undefined }, false],
  [{ ...ABLE, Worker: undefined }, false],
  [{ ...ABLE, crypto: {} }, false],
  [{}, false],
])("a browser is able if it has all it needs", (globals, able) => {
  expect(canProtectFrames(globals)).toBe(able);
});

test("this_program_has_no_encoded_transforms", () => {
  expect(canProtectFrames()).toBe(false);
});
