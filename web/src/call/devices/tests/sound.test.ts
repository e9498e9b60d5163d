/** What is made audible and what is heard: the two notes, and how loud a microphone is. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { VirtualClock } from "../../../state/tests/virtualClock.ts";
import { audioTrack } from "../../tests/fakeBrowser.ts";
import { playChime } from "../chime.ts";
import { SoundLevel } from "../level.ts";

/** Web Audio as far as it is used here; it remembers what would have been heard. */
class FakeAudio {
  static made: FakeAudio[] = [];
  static allowed = true;
  static wave = 0;

  state = "suspended";
  currentTime = 0;
  readonly destination = "the speakers";
  readonly notes: { hz: number; at: number; until: number; ends: unknown }[] = [];
  readonly heard: MediaStreamTrack[] = [];

  constructor() {
    FakeAudio.made.push(this);
  }

  async resume(): Promise<void> {
    if (FakeAudio.allowed) this.state = "running";
    else await new Promise(() => {});
  }

  async close(): Promise<void> {
    this.state = "closed";
  }

  createOscillator() {
    const note = { hz: 0, at: -1, until: -1, ends: null as unknown };
    this.notes.push(note);
    const frequency = {
      set value(hz: number) {
        note.hz = hz;
      },
    };
    const connect = (next: { connect: (end: unknown) => void }) => ({
      connect: (end: unknown) => {
        note.ends = end;
        return next;
      },
    });
    const start = (at: number) => void Object.assign(note, { at });
    const stop = (until: number) => void Object.assign(note, { until });
    return { frequency, connect, start, stop };
  }

  createGain() {
    const gain = {
      setValueAtTime: () => {},
      linearRampToValueAtTime: () => {},
      exponentialRampToValueAtTime: () => {},
    };
    return { gain, connect: () => {} };
  }

  createAnalyser() {
    const getFloatTimeDomainData = (samples: Float32Array) => samples.fill(FakeAudio.wave);
    return { fftSize: 0, getFloatTimeDomainData };
  }

  createMediaStreamSource({ tracks }: { tracks: MediaStreamTrack[] }) {
    return { connect: () => this.heard.push(...tracks) };
  }
}

class FakeStream {
  constructor(readonly tracks: MediaStreamTrack[]) {}
}

beforeEach(() => {
  FakeAudio.made = [];
  FakeAudio.allowed = true;
  FakeAudio.wave = 0;
  vi.stubGlobal("AudioContext", FakeAudio);
  vi.stubGlobal("MediaStream", FakeStream);
  // The chime counts by the browser's own timers, which stand still here until they are moved.
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a_chime_is_two_notes_that_follow_each_other_and_leaves_nothing_open", async () => {
  const playing = playChime();
  await vi.advanceTimersByTimeAsync(2_000);
  await playing;
  const [audio] = FakeAudio.made;
  expect(audio?.notes.map(({ hz, ends }) => [hz, ends])).toEqual([
    [523.25, "the speakers"],
    [783.99, "the speakers"],
  ]);
  const [first, second] = audio?.notes ?? [];
  expect(first?.at).toBeLessThan(second?.at ?? 0);
  expect(second?.until).toBeGreaterThan(second?.at ?? 0);
  expect([audio?.state, vi.getTimerCount()]).toEqual(["closed", 0]);
});

test("a_page_that_may_not_sound_stays_silent_for_good", async () => {
  FakeAudio.allowed = false;
  const playing = playChime();
  await vi.advanceTimersByTimeAsync(300);
  await playing;
  expect([FakeAudio.made[0]?.notes, FakeAudio.made[0]?.state]).toEqual([[], "closed"]);
});

test("a_microphone_is_measured_ten_times_a_second_until_it_is_stopped", async () => {
  const clock = new VirtualClock();
  const track = audioTrack();
  const sound = new SoundLevel(track, clock);
  FakeAudio.wave = 1;
  await clock.advance(99);
  const early = sound.level.get();
  await clock.advance(1);
  expect([early, sound.level.get()]).toEqual([0, 1]);
  FakeAudio.wave = 0;
  await clock.advance(100);
  expect(sound.level.get()).toBe(0);
  sound.stop();
  expect([FakeAudio.made[0]?.heard, FakeAudio.made[0]?.state]).toEqual([[track], "closed"]);
  expect(clock.pending).toBe(0);
});
