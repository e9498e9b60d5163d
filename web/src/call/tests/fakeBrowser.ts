/** The browser's side of a call as far as `Call` sees it: connections, tracks, streams. */
import type { IceServer } from "../../contract/signaling.ts";
import { LocalMedia } from "../devices/local.ts";
import { ScreenCapture } from "../devices/screen.ts";
import type { Network } from "../network.ts";
import type { PeerPorts } from "../peer/peer.ts";

export class FakeTrack extends EventTarget {
  enabled = true;
  readyState: "live" | "ended" = "live";

  constructor(readonly kind: "audio" | "video") {
    super();
  }

  stop(): void {
    this.readyState = "ended";
  }
}

export const audioTrack = () => new FakeTrack("audio") as unknown as MediaStreamTrack;
export const videoTrack = () => new FakeTrack("video") as unknown as MediaStreamTrack;
export const streamOf = (tracks: MediaStreamTrack[]) => ({ tracks }) as unknown as MediaStream;

/** A microphone and a camera, allowed and running. */
export async function readyMedia(): Promise<LocalMedia> {
  const local = new LocalMedia({
    acquire: async () => ({
      audio: audioTrack(),
      video: videoTrack(),
      audioFailure: null,
      videoFailure: null,
    }),
    openAudio: async () => ({ track: audioTrack(), failure: null }),
    openVideo: async () => ({ track: videoTrack(), failure: null }),
    stream: streamOf,
  });
  await local.start();
  return local;
}

type SendParameters = { degradationPreference?: string; encodings: RTCRtpEncodingParameters[] };

class FakeTransceiver {
  direction = "recvonly";
  readonly receiver: { track: MediaStreamTrack; transform: RTCRtpReceiver["transform"] };
  /** In the order in which the browser was asked: it works them off in this order. */
  readonly sent: (MediaStreamTrack | null)[] = [];
  parameters: SendParameters = { encodings: [] };
  /** Whatever was set, in order. */
  readonly shapes: SendParameters[] = [];
  readonly sender = {
    transform: null as RTCRtpSender["transform"],
    track: null as MediaStreamTrack | null,
    replaceTrack: async (track: MediaStreamTrack | null) => {
      this.sent.push(track);
      await this.placed();
      this.sender.track = track;
    },
    getParameters: () => structuredClone(this.parameters),
    setParameters: async (parameters: SendParameters) => {
      this.parameters = parameters;
      this.shapes.push(parameters);
    },
  };

  constructor(
    kind: "audio" | "video",
    private readonly placed: () => Promise<void>,
  ) {
    const track = new FakeTrack(kind) as unknown as MediaStreamTrack;
    this.receiver = { track, transform: null };
  }
}

/** Something that a test lets happen when it wants to. */
export class Latch {
  open = () => {};
  fail = (_: Error) => {};
  readonly opened = new Promise<void>((resolve, reject) => {
    this.open = resolve;
    this.fail = reject;
  });
}

/** How long a browser takes. */
export interface Pace {
  /** For an offer: before that there are no lines. */
  described: () => Promise<void>;
  /** For a track that is put on a line. */
  placed: () => Promise<void>;
}

const AT_ONCE: Pace = { described: async () => {}, placed: async () => {} };

/** Slot 0, the screen, slot 1. */
const LINES = ["audio", "video", "video", "audio", "video"] as const;

export class FakeConnection {
  connectionState: RTCPeerConnectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  remoteDescription = "";
  closed = false;
  report = new Map<string, object>();
  readonly lines: readonly FakeTransceiver[];

  constructor(private readonly pace: Pace = AT_ONCE) {
    const placed = () => this.works(() => pace.placed());
    this.lines = LINES.map((kind) => new FakeTransceiver(kind, placed));
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "unreadable") throw new TypeError("cannot parse");
    await this.works(() => this.pace.described());
    this.remoteDescription = sdp;
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return this.remoteDescription ? this.lines : [];
  }

  async createAnswer() {
    await this.works();
    return { type: "answer", sdp: `answer to ${this.remoteDescription}` };
  }

  async setLocalDescription(): Promise<void> {
    await this.works();
  }

  async getStats() {
    return this.report;
  }

  close(): void {
    this.closed = true;
    this.connectionState = "closed";
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  /** A closed connection refuses, and what it was about is never heard of again (W3C WebRTC, section 4.4.1.2). */
  private async works(work = async () => {}): Promise<void> {
    if (this.closed) throw new DOMException("closed", "InvalidStateError");
    await work();
    if (this.closed) await new Promise(() => {});
  }
}

export class FakeBrowser implements PeerPorts {
  /** Of all connections; a test may change it at any time. */
  readonly pace: Pace = { ...AT_ONCE };
  readonly connections: FakeConnection[] = [];
  readonly relays: (readonly IceServer[])[] = [];

  connect = (iceServers: readonly IceServer[]): RTCPeerConnection => {
    this.relays.push(iceServers);
    const connection = new FakeConnection(this.pace);
    this.connections.push(connection);
    return connection as unknown as RTCPeerConnection;
  };

  stream = streamOf;

  /** What the person chooses, one after the other, when asked for a screen; null: none. */
  screens: (MediaStreamTrack | null)[] = [];
  readonly screen = new ScreenCapture({ capture: async () => this.screens.shift() ?? null });

  private readonly watchers = new Set<() => void>();
  readonly network: Network = {
    watch: (changed) => {
      this.watchers.add(changed);
      return () => this.watchers.delete(changed);
    },
  };

  get watched(): boolean {
    return this.watchers.size > 0;
  }

  changesNetwork(): void {
    for (const changed of [...this.watchers]) changed();
  }

  get latest(): FakeConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("nothing connected yet");
    return connection;
  }

  get open(): number {
    return this.connections.filter(({ closed }) => !closed).length;
  }
}
