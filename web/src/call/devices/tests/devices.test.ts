/** Every way in which a camera or microphone can fail, named; what works is kept. */
import { afterEach, expect, test, vi } from "vitest";
import { audioTrack, videoTrack } from "../../tests/fakeBrowser.ts";
import {
  acquire,
  browserDevices,
  type DevicePorts,
  failureOf,
  listDevices,
  openAudio,
  openVideo,
} from "../devices.ts";

interface Faults {
  audio?: string;
  video?: string;
}

function computer(faults: Faults = {}) {
  const asked: MediaStreamConstraints[] = [];
  const getUserMedia = async (wish: MediaStreamConstraints = {}) => {
    asked.push(wish);
    const fault = (wish.audio && faults.audio) || (wish.video && faults.video);
    if (fault) throw Object.assign(new Error(fault), { name: fault });
    return {
      getAudioTracks: () => (wish.audio ? [audioTrack()] : []),
      getVideoTracks: () => (wish.video ? [videoTrack()] : []),
    };
  };
  const devices = { getUserMedia, enumerateDevices: async () => [] };
  return { asked, ports: { devices, secure: true } as unknown as DevicePorts };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("both_devices_are_asked_for_at_once", async () => {
  const { asked, ports } = computer();
  const got = await acquire({}, ports);
  expect([asked.length, got.audio?.kind, got.video?.kind]).toEqual([1, "audio", "video"]);
});

test("a_camera_that_fails_does_not_cost_the_sound", async () => {
  const { ports } = computer({ video: "NotReadableError" });
  const got = await acquire({}, ports);
  expect(got).toMatchObject({ video: null, videoFailure: "busy", audioFailure: null });
  expect(got.audio).not.toBeNull();
});

test("a_missing_microphone_does_not_cost_the_picture", async () => {
  const { ports } = computer({ audio: "NotFoundError" });
  const got = await acquire({}, ports);
  expect(got).toMatchObject({ audio: null, audioFailure: "none_found", videoFailure: null });
  expect(got.video).not.toBeNull();
});

test.each([
  ["NotAllowedError", "denied"],
  ["SecurityError", "denied"],
  ["NotFoundError", "none_found"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
  ["OverconstrainedError", "unsuitable"],
  ["TypeError", "unsupported"],
  ["SomethingNew", "unknown"],
])("%s is named %s", async (name, failure) => {
  const { ports } = computer({ audio: name, video: name });
  expect(await acquire({}, ports)).toMatchObject({ audioFailure: failure, videoFailure: failure });
});

test("a_page_that_is_not_secure_is_named", async () => {
  const got = await acquire({}, { devices: undefined, secure: false });
  expect(got).toMatchObject({ audioFailure: "insecure", videoFailure: "insecure" });
});

test("a_browser_without_media_is_named", async () => {
  const got = await acquire({}, { devices: undefined, secure: true });
  expect(got.audioFailure).toBe("unsupported");
});

test("a_chosen_device_is_a_wish_that_may_be_gone", async () => {
  const { asked, ports } = computer();
  await acquire({ camera: "back" }, ports);
  expect(asked[0]?.video).toMatchObject({ deviceId: { ideal: "back" } });
});

test("a_browser_without_media_lists_no_devices", async () => {
  expect(await listDevices("videoinput", { devices: undefined, secure: true })).toEqual([]);
});

test("one_device_is_asked_for_without_the_other", async () => {
  const { asked, ports } = computer();
  const [sound, picture] = [await openAudio({}, ports), await openVideo({}, ports)];
  expect([sound.track?.kind, picture.track?.kind]).toEqual(["audio", "video"]);
  expect([asked[0]?.video, asked[1]?.audio]).toEqual([false, false]);
});

test("one_device_that_fails_is_named", async () => {
  const { ports } = computer({ audio: "NotAllowedError", video: "NotReadableError" });
  expect(await openAudio({}, ports)).toEqual({ track: null, failure: "denied" });
  expect(await openVideo({}, ports)).toEqual({ track: null, failure: "busy" });
});

test("a_chosen_microphone_is_a_wish_and_its_sound_is_cleaned", async () => {
  const { asked, ports } = computer();
  await openAudio({ microphone: "headset" }, ports);
  expect(asked[0]?.audio).toEqual({
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    deviceId: { ideal: "headset" },
  });
});

test("without_a_choice_the_camera_that_faces_the_person_is_asked_for", async () => {
  const { asked, ports } = computer();
  await openVideo({}, ports);
  expect(asked[0]?.video).toMatchObject({ facingMode: "user", height: { ideal: 720 } });
});

test.each([null, "text", {}, new Error("other")])("whatever is thrown has a name: %j", (thrown) => {
  expect(failureOf(thrown)).toBe("unknown");
});

test("devices_of_the_other_kind_and_without_a_name_are_not_listed", async () => {
  const all = [
    { kind: "videoinput", deviceId: "front" },
    { kind: "audioinput", deviceId: "headset" },
    { kind: "videoinput", deviceId: "" },
  ];
  const devices = { enumerateDevices: async () => all };
  const ports = { devices, secure: true } as unknown as DevicePorts;
  expect(await listDevices("videoinput", ports)).toEqual([all[0]]);
});

test("the_browsers_devices_are_those_of_the_page", () => {
  vi.stubGlobal("navigator", { mediaDevices: "its devices" });
  vi.stubGlobal("window", { isSecureContext: true });
  expect(browserDevices()).toEqual({ devices: "its devices", secure: true });
});
