/**
 * One's own microphone and camera: held once for the check, the wait and the call. Switching the
 * camera off releases the device, so that its light goes out; muting keeps the microphone open.
 */
import { Store } from "../../state/store.ts";
import {
  type Acquired,
  acquire,
  type Chosen,
  type MediaFailure,
  type One,
  openAudio,
  openVideo,
} from "./devices.ts";

export interface LocalView {
  phase: "idle" | "asking" | "ready";
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
  audioFailure: MediaFailure | null;
  videoFailure: MediaFailure | null;
  muted: boolean;
  cameraOff: boolean;
  /** The own picture without sound; a new object whenever the camera changes. */
  preview: MediaStream | null;
}

export interface LocalPorts {
  acquire: (chosen: Chosen) => Promise<Acquired>;
  openAudio: (chosen: Chosen) => Promise<One>;
  openVideo: (chosen: Chosen) => Promise<One>;
  stream: (tracks: MediaStreamTrack[]) => MediaStream;
}

const browserLocal: LocalPorts = {
  acquire: (chosen) => acquire(chosen),
  openAudio: (chosen) => openAudio(chosen),
  openVideo: (chosen) => openVideo(chosen),
  stream: (tracks) => new MediaStream(tracks),
};

const NOTHING: LocalView = {
  phase: "idle",
  audio: null,
  video: null,
  audioFailure: null,
  videoFailure: null,
  muted: false,
  cameraOff: false,
  preview: null,
};

export class LocalMedia {
  readonly view = new Store<LocalView>(NOTHING);
  private chosen: Chosen = {};
  /** Answers of the browser that arrive after `stop` or a newer question are let go. */
  private question = 0;

  constructor(private readonly ports: LocalPorts = browserLocal) {}

  /** Asks for both devices, or again for what failed. */
  async start(): Promise<void> {
    const question = this.ask();
    this.view.patch({ phase: "asking" });
    const got = await this.ports.acquire(this.chosen);
    if (question !== this.question) return release(got.audio, got.video);
    this.keepAudio({ track: got.audio, failure: got.audioFailure });
    this.keepVideo({ track: got.video, failure: got.videoFailure });
    this.view.patch({ phase: "ready", cameraOff: got.video === null });
  }

  setMuted(muted: boolean): void {
    const { audio } = this.view.get();
    if (audio) audio.enabled = !muted;
    this.view.patch({ muted });
  }

  async setCamera(on: boolean): Promise<void> {
    const question = this.ask();
    if (!on) {
      this.keepVideo({ track: null, failure: null });
      this.view.patch({ cameraOff: true });
      return;
    }
    const got = await this.ports.openVideo(this.chosen);
    if (question !== this.question) return release(got.track);
    this.keepVideo(got);
    this.view.patch({ cameraOff: got.track === null });
  }

  async chooseCamera(id: string): Promise<void> {
    this.chosen = { ...this.chosen, camera: id };
    release(this.view.get().video);
    await this.setCamera(true);
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.chosen = { ...this.chosen, microphone: id };
    const question = this.ask();
    const got = await this.ports.openAudio(this.chosen);
    if (question !== this.question) return release(got.track);
    this.keepAudio(got);
  }

  /** Releases both devices. */
  stop(): void {
    this.ask();
    const { audio, video } = this.view.get();
    release(audio, video);
    this.view.set(NOTHING);
  }

  private ask(): number {
    this.question += 1;
    return this.question;
  }

  private keepAudio(got: One): void {
    const { audio, muted } = this.view.get();
    if (audio !== got.track) release(audio);
    if (got.track) {
      got.track.enabled = !muted;
      this.watch(got.track, () => this.view.patch({ audio: null, audioFailure: "none_found" }));
    }
    this.view.patch({ audio: got.track, audioFailure: got.failure });
  }

  private keepVideo(got: One): void {
    const { video } = this.view.get();
    if (video !== got.track) release(video);
    if (got.track) {
      this.watch(got.track, () =>
        this.view.patch({
          video: null,
          preview: null,
          videoFailure: "none_found",
          cameraOff: true,
        }),
      );
    }
    this.view.patch({
      video: got.track,
      videoFailure: got.failure,
      preview: got.track ? this.ports.stream([got.track]) : null,
    });
  }

  /** `ended` comes only from outside (unplugged, permission taken back), never from `stop()`. */
  private watch(track: MediaStreamTrack, lost: () => void): void {
    track.addEventListener("ended", () => {
      const { audio, video } = this.view.get();
      if (track === audio || track === video) lost();
    });
  }
}

function release(...tracks: (MediaStreamTrack | null)[]): void {
  for (const track of tracks) track?.stop();
}
