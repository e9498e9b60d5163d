/** Two soft notes for an arrival. Browsers allow sound only after a click or key on the page, so the state tells it. */
import { Store } from "../../state/store.ts";

/** "blocked": wanted, but nobody has touched the page yet. */
export type SoundState = "on" | "off" | "blocked";

const PREFERENCE = "bedside.arrival-sound";
/** A fifth, falling: noticed in a busy room, not alarming in a quiet one. */
const NOTES_HZ = [784, 523];
const NOTE_S = 0.22;
const PEAK = 0.18;

export class Chime {
  readonly state: Store<SoundState>;
  private context: AudioContext | null = null;

  constructor(
    private readonly preferences: Pick<Storage, "getItem" | "setItem">,
    private readonly touched: () => boolean,
    private readonly open: () => AudioContext = () => new AudioContext(),
  ) {
    const wanted = preferences.getItem(PREFERENCE) !== "off";
    this.state = new Store<SoundState>(wanted ? this.allowed() : "off");
  }

  /** Call from the first click or key press of the page. */
  unlock(): void {
    if (this.state.get() === "blocked") this.state.set("on");
  }

  /** Call from a click; turning the sound on plays it once, so that its volume can be judged. */
  setWanted(wanted: boolean): void {
    this.preferences.setItem(PREFERENCE, wanted ? "on" : "off");
    this.state.set(wanted ? "on" : "off");
    if (wanted) this.ring();
  }

  ring(): void {
    if (this.state.get() !== "on") return;
    this.context ??= this.open();
    const { context } = this;
    void context.resume();
    NOTES_HZ.forEach((pitch, index) => {
      playNote(context, pitch, context.currentTime + 0.02 + index * NOTE_S);
    });
  }

  private allowed(): SoundState {
    return this.touched() ? "on" : "blocked";
  }
}

function playNote(context: AudioContext, pitch: number, start: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(PEAK, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S * 2.5);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + NOTE_S * 2.5);
}
