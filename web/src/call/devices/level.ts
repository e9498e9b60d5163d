/** How loud a microphone is, 0 to 1 on a scale that follows the ear, ten times a second. */
import { type Clock, every, systemClock } from "../../state/clock.ts";
import { type ReadonlyStore, Store } from "../../state/store.ts";

const EVERY_MS = 100;
/** Quieter than this reads as silence; ordinary speech lies near -25 dB. */
const FLOOR_DB = -60;

export class SoundLevel {
  readonly level: ReadonlyStore<number>;
  private readonly value = new Store(0);
  private readonly context: AudioContext;
  private readonly cancel: () => void;

  constructor(track: MediaStreamTrack, clock: Clock = systemClock) {
    this.level = this.value;
    this.context = new AudioContext();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.cancel = every(clock, EVERY_MS, () => {
      analyser.getFloatTimeDomainData(samples);
      this.value.set(loudness(samples));
    });
    // Suspended until a gesture where the page has had none; harmless otherwise.
    void this.context.resume();
  }

  stop(): void {
    this.cancel();
    void this.context.close();
  }
}

/** Root mean square in decibels, mapped from FLOOR_DB…0 to 0…1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB));
}
