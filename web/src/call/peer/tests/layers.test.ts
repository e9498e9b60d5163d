/** What is encoded: as much as the others can use, and nothing begun anew without need. */
import { beforeEach, expect, test } from "vitest";
import type { CallDemand } from "../../../contract/signaling.ts";
import { seeded } from "../../../e2ee/tests/seeded.ts";
import { shape, shapeCamera, shapeScreen } from "../layers.ts";

type Parameters = RTCRtpSendParameters & { degradationPreference?: string };

const parametersOf = (...encodings: RTCRtpEncodingParameters[]) =>
  ({ encodings }) as unknown as Parameters;
const layered = () => parametersOf(...["l", "m", "h"].map((rid) => ({ rid, active: true })));
const demandOf = (demand: Partial<CallDemand> = {}): CallDemand => ({
  peer: "peer1",
  camera: [],
  ...demand,
});

const active = ({ encodings }: Parameters) =>
  encodings.filter((encoding) => encoding.active).map(({ rid }) => rid);

test("the_lowest_and_the_highest_layer_are_encoded_until_the_others_say_otherwise", () => {
  expect(active(shapeCamera(layered(), null))).toEqual(["l", "h"]);
  expect(active(shapeCamera(layered(), demandOf()))).toEqual(["l", "h"]);
});

test("the_layers_that_the_others_can_use_are_encoded_and_no_other", () => {
  expect(active(shapeCamera(layered(), demandOf({ camera: ["m"] })))).toEqual(["m"]);
});

test("each_layer_has_half_the_height_of_the_next_and_a_limit_of_its_own", () => {
  const { encodings } = shapeCamera(layered(), null);
  expect(
    encodings.map(({ scaleResolutionDownBy, maxBitrate }) => [scaleResolutionDownBy, maxBitrate]),
  ).toEqual([
    [4, 150_000],
    [2, 500_000],
    [1, 1_700_000],
  ]);
});

test("a_camera_without_layers_keeps_to_the_limit_of_the_others_and_to_its_own", () => {
  const limit = (demand: CallDemand | null) =>
    shapeCamera(parametersOf({ active: true }), demand).encodings[0];
  expect(limit(null)?.maxBitrate).toBe(2_000_000);
  expect(limit(demandOf({ camera_bps: 400_000 }))?.maxBitrate).toBe(400_000);
  expect(limit(demandOf({ camera_bps: 9_000_000 }))?.maxBitrate).toBe(2_000_000);
});

test("a_camera_without_layers_is_neither_scaled_nor_switched_off", () => {
  const [encoding] = shapeCamera(
    parametersOf({ active: true }),
    demandOf({ camera: ["l"] }),
  ).encodings;
  expect(encoding).toEqual({ active: true, maxBitrate: 2_000_000 });
});

test("a_screen_keeps_to_the_limit_of_the_others_and_to_its_own", () => {
  const limit = (demand: CallDemand | null) =>
    shapeScreen(parametersOf({ active: true }), demand).encodings[0];
  expect(limit(null)).toEqual({ active: true, maxBitrate: 2_500_000 });
  expect(limit(demandOf({ screen_bps: 700_000 }))?.maxBitrate).toBe(700_000);
  expect(limit(demandOf({ screen_bps: 9_000_000, camera_bps: 1 }))?.maxBitrate).toBe(2_500_000);
});

test("pixels_matter_more_than_motion", () => {
  for (const shaped of [shapeCamera(layered(), null), shapeScreen(layered(), null)]) {
    expect(shaped.degradationPreference).toBe("maintain-resolution");
  }
});

/** A sender as browsers have it: what is set must have been asked for, and is taken as it is. */
class Sender {
  parameters: Parameters = layered();
  refusing = false;

  getParameters = () => structuredClone(this.parameters);
  setParameters = async (parameters: Parameters) => {
    if (this.refusing) throw new DOMException("stale", "InvalidStateError");
    this.parameters = parameters;
  };
}

let sender: Sender;

beforeEach(() => {
  sender = new Sender();
});

const shaped = (by: (parameters: Parameters) => Parameters) =>
  shape(sender as unknown as RTCRtpSender, by);

test("a_wish_that_the_browser_refuses_harms_nothing_and_the_next_one_is_heard", async () => {
  sender.refusing = true;
  await shaped((parameters) => shapeCamera(parameters, demandOf({ camera: ["l"] })));
  expect(active(sender.parameters)).toEqual(["l", "m", "h"]);
  sender.refusing = false;
  await shaped((parameters) => shapeCamera(parameters, demandOf({ camera: ["m"] })));
  expect(active(sender.parameters)).toEqual(["m"]);
});

type Shaping = typeof shapeCamera;

/** What a new demand may change: whether a layer is encoded. Anything else begins its encoder anew. */
async function needless(shaping: Shaping, seed: number): Promise<string | null> {
  const random = seeded(seed);
  await shaped((parameters) => shaping(parameters, null));
  for (let step = 0; step < 30; step += 1) {
    const camera = ["l", "m", "h"].filter(() => random() < 0.5);
    const limit = random() < 0.5 ? {} : { camera_bps: Math.floor(random() * 3_000_000) };
    const by = (parameters: Parameters) => shaping(parameters, demandOf({ camera, ...limit }));
    const before = sender.parameters;
    await shaped(by);
    const once = sender.parameters;
    await shaped(by);
    const changed = changes(before, once).find((name) => name !== "active");
    if (changed) return changed;
    if (changes(once, sender.parameters).length > 0) return "repeated";
    if (active(once).join() !== (camera.join() || "l,h")) return "not what was asked";
  }
  return null;
}

function changes(before: Parameters, now: Parameters): string[] {
  return now.encodings.flatMap((encoding, at) => {
    const old: Record<string, unknown> = { ...before.encodings[at] };
    return Object.entries(encoding).flatMap(([name, value]) => (old[name] === value ? [] : [name]));
  });
}

test("whatever_the_others_ask_no_layer_is_begun_anew", async () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    sender = new Sender();
    expect(await needless(shapeCamera, seed)).toBeNull();
  }
});

test("the_checker_finds_a_layer_that_is_begun_anew", async () => {
  const rescaling: Shaping = (parameters, demand) => {
    const made = shapeCamera(parameters, demand);
    for (const encoding of made.encodings) {
      encoding.scaleResolutionDownBy = demand?.camera.length || 1;
    }
    return made;
  };
  expect(await needless(rescaling, 1)).toBe("scaleResolutionDownBy");
});
