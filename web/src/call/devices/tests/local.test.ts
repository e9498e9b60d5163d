/** One's own devices: held once, released for certain, lost without harm. */
import { beforeEach, expect, test } from "vitest";
import { settled } from "../../../state/tests/virtualClock.ts";
import { audioTrack, streamOf, videoTrack } from "../../tests/fakeBrowser.ts";
import type { Acquired, One } from "../devices.ts";
import { LocalMedia } from "../local.ts";

let camera: One;
let local: LocalMedia;
let granted: Acquired;

beforeEach(() => {
  camera = { track: videoTrack(), failure: null };
  granted = { audio: audioTrack(), video: videoTrack(), audioFailure: null, videoFailure: null };
  local = new LocalMedia({
    acquire: async () => granted,
    openAudio: async () => ({ track: audioTrack(), failure: null }),
    openVideo: async () => camera,
    stream: streamOf,
  });
});

test("stopping_releases_both_devices", async () => {
  await local.start();
  local.stop();
  expect([granted.audio?.readyState, granted.video?.readyState]).toEqual(["ended", "ended"]);
});

test("a_permission_given_after_stopping_is_released_again", async () => {
  const starting = local.start();
  local.stop();
  await starting;
  expect(granted.video?.readyState).toBe("ended");
  expect(local.view.get().phase).toBe("idle");
});

test("a_camera_that_cannot_start_leaves_the_sound_and_says_why", async () => {
  granted = { ...granted, video: null, videoFailure: "denied" };
  await local.start();
  expect(local.view.get()).toMatchObject({
    cameraOff: true,
    videoFailure: "denied",
    phase: "ready",
  });
  expect(local.view.get().audio).toBe(granted.audio);
});

test("switching_the_camera_on_again_asks_for_a_new_picture", async () => {
  await local.start();
  await local.setCamera(false);
  await local.setCamera(true);
  expect(local.view.get()).toMatchObject({ video: camera.track, cameraOff: false });
});

test("a_camera_switched_off_while_it_starts_stays_off", async () => {
  await local.start();
  const starting = local.setCamera(true);
  await local.setCamera(false);
  await starting;
  expect(local.view.get()).toMatchObject({ video: null, cameraOff: true });
  expect(camera.track?.readyState).toBe("ended");
});

test("a_new_microphone_starts_muted_if_the_old_one_was", async () => {
  await local.start();
  local.setMuted(true);
  await local.chooseMicrophone("headset");
  expect(local.view.get().audio?.enabled).toBe(false);
  expect(granted.audio?.readyState).toBe("ended");
});

test("an_unplugged_camera_is_noticed", async () => {
  await local.start();
  granted.video?.dispatchEvent(new Event("ended"));
  await settled();
  expect(local.view.get()).toMatchObject({ video: null, preview: null, cameraOff: true });
});

test("another_camera_takes_the_place_of_the_one_before_and_is_shown_as_a_new_picture", async () => {
  await local.start();
  const before = local.view.get().preview;
  await local.chooseCamera("back");
  expect(granted.video?.readyState).toBe("ended");
  expect(local.view.get()).toMatchObject({ video: camera.track, cameraOff: false });
  expect(local.view.get().preview).not.toBe(before);
});

test("an_unplugged_microphone_is_noticed_and_the_picture_stays", async () => {
  await local.start();
  granted.audio?.dispatchEvent(new Event("ended"));
  expect(local.view.get()).toMatchObject({ audio: null, audioFailure: "none_found" });
  expect(local.view.get().video).toBe(granted.video);
});

test("the_end_of_a_camera_that_was_replaced_changes_nothing", async () => {
  await local.start();
  await local.chooseCamera("back");
  granted.video?.dispatchEvent(new Event("ended"));
  expect(local.view.get()).toMatchObject({ video: camera.track, cameraOff: false });
});

test("another_microphone_chosen_while_a_camera_starts_costs_no_picture", async () => {
  await local.start();
  const starting = local.chooseCamera("other");
  await local.chooseMicrophone("other");
  await starting;
  expect(local.view.get().video).toBe(camera.track);
  expect(camera.track?.readyState).toBe("live");
});

test("a_camera_switched_off_while_both_start_stays_off_and_the_sound_comes", async () => {
  const starting = local.start();
  await local.setCamera(false);
  await starting;
  expect(local.view.get()).toMatchObject({ phase: "ready", video: null, cameraOff: true });
  expect([local.view.get().audio, granted.video?.readyState]).toEqual([granted.audio, "ended"]);
});
