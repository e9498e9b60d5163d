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

  constructor(private readonly ports: ScreenPorts = browserScreen) {
    this.view = this.store;
  }

  /** Asks which; false when the person chose none. */
  async start(): Promise<boolean> {
    const track = await this.ports.capture().catch(() => null);
    if (!track) return false;
    this.stop();
    // The browser's own "Stop sharing" button.
    track.addEventListener("ended", () => this.ended(track));
    this.store.set(track);
    return true;
  }

  stop(): void {
    this.store.get()?.stop();
    this.store.set(null);
  }

  private ended(track: MediaStreamTrack): void {
    if (this.store.get() === track) this.store.set(null);
  }
}
