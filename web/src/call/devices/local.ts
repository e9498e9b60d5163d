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

type Device = "audio" | "video";

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
  /** An answer of the browser that comes after `stop`, or after a newer question for that device, is let go. */
  private readonly questions: Record<Device, number> = { audio: 0, video: 0 };
  private starts = 0;

  constructor(private readonly ports: LocalPorts = browserLocal) {}

  /** Asks for both devices, or again for what failed. */
  async start(): Promise<void> {
    this.starts += 1;
    const { starts } = this;
    const questions = { audio: this.ask("audio"), video: this.ask("video") };
    this.view.patch({ phase: "asking" });
    const got = await this.ports.acquire(this.chosen);
    this.heard("audio", questions.audio, { track: got.audio, failure: got.audioFailure });
    this.heard("video", questions.video, { track: got.video, failure: got.videoFailure });
    if (starts === this.starts) this.view.patch({ phase: "ready" });
  }

  setMuted(muted: boolean): void {
    const { audio } = this.view.get();
    if (audio) audio.enabled = !muted;
    this.view.patch({ muted });
  }

  async setCamera(on: boolean): Promise<void> {
    const question = this.ask("video");
    const got = on ? await this.ports.openVideo(this.chosen) : { track: null, failure: null };
    this.heard("video", question, got);
  }

  async chooseCamera(id: string): Promise<void> {
    this.chosen = { ...this.chosen, camera: id };
    release(this.view.get().video);
    await this.setCamera(true);
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.chosen = { ...this.chosen, microphone: id };
    const question = this.ask("audio");
    this.heard("audio", question, await this.ports.openAudio(this.chosen));
  }

  /** Releases both devices. */
  stop(): void {
    this.starts += 1;
    this.ask("audio");
    this.ask("video");
    const { audio, video } = this.view.get();
    release(audio, video);
    this.view.set(NOTHING);
  }

  private ask(device: Device): number {
    this.questions[device] += 1;
    return this.questions[device];
  }

  private heard(device: Device, question: number, got: One): void {
    if (question !== this.questions[device]) release(got.track);
    else if (device === "audio") this.keepAudio(got);
    else this.keepVideo(got);
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
      cameraOff: got.track === null,
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
