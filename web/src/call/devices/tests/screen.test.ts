/** The own screen: captured while its owner wants, and no moment longer. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { videoTrack } from "../../tests/fakeBrowser.ts";
import { browserScreen, canShareScreen, ScreenCapture } from "../screen.ts";

let chosen: (MediaStreamTrack | Error | null)[];
let screen: ScreenCapture;

beforeEach(() => {
  chosen = [];
  screen = new ScreenCapture({
    capture: async () => {
      const next = chosen.shift() ?? null;
      if (next instanceof Error) throw next;
      return next;
    },
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function captured(): Promise<MediaStreamTrack> {
  const track = videoTrack();
  chosen = [track];
  expect(await screen.start()).toBe(true);
  return track;
}

test("a_chosen_screen_is_captured", async () => {
  const track = await captured();
  expect([screen.view.get(), track.readyState]).toEqual([track, "live"]);
});

test.each([null, new Error("denied")])("choosing none changes nothing: %s", async (answer) => {
  const track = await captured();
  chosen = [answer];
  expect(await screen.start()).toBe(false);
  expect([screen.view.get(), track.readyState]).toEqual([track, "live"]);
});

test("another_choice_stops_the_first", async () => {
  const first = await captured();
  const second = await captured();
  expect([first.readyState, second.readyState]).toEqual(["ended", "live"]);
  expect(screen.view.get()).toBe(second);
});

test("stopping_stops_the_track_and_twice_is_once", async () => {
  const track = await captured();
  let changes = 0;
  screen.view.subscribe(() => {
    changes += 1;
  });
  screen.stop();
  screen.stop();
  expect([track.readyState, screen.view.get(), changes]).toEqual(["ended", null, 1]);
});

test("a_screen_chosen_after_stopping_is_let_go", async () => {
  const track = videoTrack();
  chosen = [track];
  const choosing = screen.start();
  screen.stop();
  expect([await choosing, track.readyState, screen.view.get()]).toEqual([false, "ended", null]);
});

test("letting_a_screen_go_does_not_touch_the_choice_of_another", async () => {
  const first = await captured();
  const second = videoTrack();
  chosen = [second];
  const choosing = screen.start();
  screen.release();
  expect([await choosing, first.readyState, screen.view.get()]).toEqual([true, "ended", second]);
});

test("another_choice_is_one_change", async () => {
  await captured();
  const seen: unknown[] = [];
  screen.view.subscribe(() => seen.push(screen.view.get()));
  expect(seen).toEqual([await captured()]);
});

test("the_browsers_own_button_is_noticed", async () => {
  const track = await captured();
  track.dispatchEvent(new Event("ended"));
  expect(screen.view.get()).toBeNull();
});

test("the_end_of_an_earlier_screen_does_not_end_the_present_one", async () => {
  const first = await captured();
  const second = await captured();
  first.dispatchEvent(new Event("ended"));
  expect(screen.view.get()).toBe(second);
});

/** A browser in which the person chooses one screen. */
function browser(...tracks: MediaStreamTrack[]): DisplayMediaStreamOptions[] {
  const asked: DisplayMediaStreamOptions[] = [];
  const getDisplayMedia = async (wish: DisplayMediaStreamOptions) => {
    asked.push(wish);
    return { getVideoTracks: () => tracks };
  };
  vi.stubGlobal("navigator", { mediaDevices: { getDisplayMedia } });
  return asked;
}

test("words_and_fine_lines_matter_more_than_motion_and_no_sound_is_asked_for", async () => {
  const track = videoTrack();
  const asked = browser(track);
  expect(await browserScreen.capture()).toBe(track);
  expect(asked).toEqual([{ video: { frameRate: { ideal: 15, max: 30 } }, audio: false }]);
  expect(track.contentHint).toBe("detail");
});

test("a_capture_without_a_picture_is_none", async () => {
  browser();
  expect(await browserScreen.capture()).toBeNull();
});

test("a_browser_that_can_says_so", () => {
  browser();
  expect(canShareScreen()).toBe(true);
});

test.each([{}, { mediaDevices: {} }])("a phone cannot: %j", (navigator) => {
  vi.stubGlobal("navigator", navigator);
  expect(canShareScreen()).toBe(false);
});
