/** The own screen, or a window of it, shown to the others for as long as its owner wants. */
import { type ReadonlyStore, Store } from "../../state/store.ts";

/** Words and fine lines matter more than motion. */
const CAPTURE = { video: { frameRate: { ideal: 15, max: 30 } }, audio: false };

export interface ScreenPorts {
  capture: () => Promise<MediaStreamTrack | null>;
}

export const browserScreen: ScreenPorts = {
  capture: async () => {
    const stream = await navigator.mediaDevices.getDisplayMedia(CAPTURE);
    const track = stream.getVideoTracks()[0] ?? null;
    if (track) track.contentHint = "detail";
    return track;
  },
};

/** Phones cannot. */
export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

export class ScreenCapture {
  readonly view: ReadonlyStore<MediaStreamTrack | null>;
  private readonly store = new Store<MediaStreamTrack | null>(null);
  private ends = 0;

  constructor(private readonly ports: ScreenPorts = browserScreen) {
    this.view = this.store;
  }

  /** Asks which; false when the person chose none, or wants none by then. */
  async start(): Promise<boolean> {
    const { ends } = this;
    const track = await this.ports.capture().catch(() => null);
    if (!track) return false;
    if (ends !== this.ends) {
      track.stop();
      return false;
    }
    this.store.get()?.stop();
    // The browser's own "Stop sharing" button.
    track.addEventListener("ended", () => this.ended(track));
    this.store.set(track);
    return true;
  }

  /** Lets the screen go, and whichever is still being chosen. */
  stop(): void {
    this.ends += 1;
    this.release();
  }

  /** Lets the screen go; a choice under way is not touched. */
  release(): void {
    this.store.get()?.stop();
    this.store.set(null);
  }

  private ended(track: MediaStreamTrack): void {
    if (this.store.get() === track) this.store.set(null);
  }
}
