/** Every way in which a camera or microphone can fail, named; what works is kept. */
import { expect, test } from "vitest";
import { audioTrack, videoTrack } from "../../tests/fakeBrowser.ts";
import { acquire, type DevicePorts, listDevices } from "../devices.ts";

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
