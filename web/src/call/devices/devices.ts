/**
 * Camera and microphone from the browser, with each failure named, so that the page can say one
 * thing to do. A missing or blocked camera never costs the sound, nor the other way round.
 */

/** Named after the causes of W3C Media Capture and Streams, section 10.2 (getUserMedia). */
export type MediaFailure =
  | "denied"
  | "none_found"
  | "busy"
  | "insecure"
  | "unsuitable"
  | "unsupported"
  | "unknown";

export interface Chosen {
  camera?: string;
  microphone?: string;
}

export interface Acquired {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  audioFailure: MediaFailure | null;
  videoFailure: MediaFailure | null;
}

export interface DevicePorts {
  /** Absent on pages that are not served securely. */
  devices: Pick<MediaDevices, "getUserMedia" | "enumerateDevices"> | undefined;
  secure: boolean;
}

export const browserDevices = (): DevicePorts => ({
  devices: navigator.mediaDevices,
  secure: window.isSecureContext,
});

export async function acquire(chosen: Chosen = {}, ports = browserDevices()): Promise<Acquired> {
  try {
    const both = await open(ports, audioWish(chosen), videoWish(chosen));
    return { ...both, audioFailure: null, videoFailure: null };
  } catch {
    // The joint request names only one cause; asking one by one finds what still works.
    const audio = await openAudio(chosen, ports);
    const video = await openVideo(chosen, ports);
    return {
      audio: audio.track,
      video: video.track,
      audioFailure: audio.failure,
      videoFailure: video.failure,
    };
  }
}

export interface One {
  track: MediaStreamTrack | null;
  failure: MediaFailure | null;
}

export async function openAudio(chosen: Chosen = {}, ports = browserDevices()): Promise<One> {
  try {
    return { track: (await open(ports, audioWish(chosen), false)).audio, failure: null };
  } catch (error) {
    return { track: null, failure: failureOf(error) };
  }
}

export async function openVideo(chosen: Chosen = {}, ports = browserDevices()): Promise<One> {
  try {
    return { track: (await open(ports, false, videoWish(chosen))).video, failure: null };
  } catch (error) {
    return { track: null, failure: failureOf(error) };
  }
}

/** Devices to choose from; labels are empty until one permission was given. */
export async function listDevices(
  kind: "audioinput" | "videoinput",
  ports = browserDevices(),
): Promise<MediaDeviceInfo[]> {
  const all = (await ports.devices?.enumerateDevices()) ?? [];
  return all.filter((device) => device.kind === kind && device.deviceId !== "");
}

export function failureOf(error: unknown): MediaFailure {
  if (error instanceof MissingDevices) return error.failure;
  return BY_NAME[(error as { name?: string } | null)?.name ?? ""] ?? "unknown";
}

/** `AbortError` and `NotReadableError` both mean that something else holds the device. */
const BY_NAME: Readonly<Record<string, MediaFailure>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none_found",
  NotReadableError: "busy",
  AbortError: "busy",
  OverconstrainedError: "unsuitable",
  TypeError: "unsupported",
};

class MissingDevices extends Error {
  constructor(readonly failure: MediaFailure) {
    super(failure);
  }
}

async function open(
  ports: DevicePorts,
  audio: MediaTrackConstraints | false,
  video: MediaTrackConstraints | false,
): Promise<{ audio: MediaStreamTrack | null; video: MediaStreamTrack | null }> {
  if (ports.devices === undefined) {
    throw new MissingDevices(ports.secure ? "unsupported" : "insecure");
  }
  const stream = await ports.devices.getUserMedia({ audio, video });
  return { audio: stream.getAudioTracks()[0] ?? null, video: stream.getVideoTracks()[0] ?? null };
}

function audioWish(chosen: Chosen): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(chosen.microphone ? { deviceId: { ideal: chosen.microphone } } : {}),
  };
}

function videoWish(chosen: Chosen): MediaTrackConstraints {
  return {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
    ...(chosen.camera ? { deviceId: { ideal: chosen.camera } } : { facingMode: "user" }),
  };
}
