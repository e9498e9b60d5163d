/** What the camera and the screen are encoded as, and how much of it the others can use. */
import type { CallDemand } from "../../contract/signaling.ts";

interface Layer {
  scale: number;
  maxBps: number;
}

const LAYERS: Readonly<Record<string, Layer>> = {
  l: { scale: 4, maxBps: 150_000 },
  m: { scale: 2, maxBps: 500_000 },
  h: { scale: 1, maxBps: 1_700_000 },
};
/** The lowest is what others fall back to, the highest what they see until they say otherwise. */
const AT_FIRST = ["l", "h"];
const SCREEN_BPS = 2_500_000;
const CAMERA_BPS = 2_000_000;

type Parameters = RTCRtpSendParameters & { degradationPreference?: string };

/** Faces and skin need pixels more than motion; without this Chromium stays at 320 to 640 px. */
const SHARP = "maintain-resolution";

export function shapeCamera(parameters: Parameters, demand: CallDemand | null): Parameters {
  parameters.degradationPreference = SHARP;
  const wanted = demand && demand.camera.length > 0 ? demand.camera : AT_FIRST;
  for (const encoding of parameters.encodings) {
    const layer = LAYERS[encoding.rid ?? ""];
    encoding.maxBitrate = layer?.maxBps ?? Math.min(CAMERA_BPS, demand?.camera_bps ?? CAMERA_BPS);
    if (!layer) continue;
    encoding.scaleResolutionDownBy = layer.scale;
    encoding.active = wanted.includes(encoding.rid ?? "");
  }
  return parameters;
}

export function shapeScreen(parameters: Parameters, demand: CallDemand | null): Parameters {
  parameters.degradationPreference = SHARP;
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = Math.min(SCREEN_BPS, demand?.screen_bps ?? SCREEN_BPS);
  }
  return parameters;
}

/** Only a wish: browsers without it keep their own balance. */
export async function shape(
  sender: RTCRtpSender,
  by: (parameters: Parameters) => Parameters,
): Promise<void> {
  try {
    await sender.setParameters(by(sender.getParameters()));
  } catch {
    // A renegotiation in between makes the parameters stale; the next demand sets them again.
  }
}
