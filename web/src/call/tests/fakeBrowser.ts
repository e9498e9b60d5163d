/** The browser's side of a call as far as `Call` sees it: connections, tracks, streams. */
import type { IceServer } from "../../contract/signaling.ts";
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

class FakeTransceiver {
  direction = "recvonly";
  readonly receiver: { track: MediaStreamTrack };
  readonly sent: (MediaStreamTrack | null)[] = [];
  parameters: { degradationPreference?: string; encodings: RTCRtpEncodingParameters[] } = {
    encodings: [],
  };
  readonly sender = {
    replaceTrack: async (track: MediaStreamTrack | null) => void this.sent.push(track),
    getParameters: () => structuredClone(this.parameters),
    setParameters: async (parameters: typeof this.parameters) => {
      this.parameters = parameters;
    },
  };

  constructor(kind: "audio" | "video") {
    this.receiver = { track: new FakeTrack(kind) as unknown as MediaStreamTrack };
  }
}

/** Slot 0, the screen, slot 1. */
const LINES = ["audio", "video", "video", "audio", "video"] as const;

export class FakeConnection {
  connectionState: RTCPeerConnectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  remoteDescription = "";
  closed = false;
  readonly lines = LINES.map((kind) => new FakeTransceiver(kind));

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "unreadable") throw new TypeError("cannot parse");
    this.remoteDescription = sdp;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.remoteDescription ? this.lines : [];
  }

  async createAnswer() {
    return { type: "answer", sdp: `answer to ${this.remoteDescription}` };
  }

  async setLocalDescription(): Promise<void> {}

  async getStats() {
    return new Map();
  }

  close(): void {
    this.closed = true;
    this.connectionState = "closed";
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

export class FakeBrowser implements PeerPorts {
  readonly connections: FakeConnection[] = [];
  readonly relays: (readonly IceServer[])[] = [];

  connect = (iceServers: readonly IceServer[]): RTCPeerConnection => {
    this.relays.push(iceServers);
    const connection = new FakeConnection();
    this.connections.push(connection);
    return connection as unknown as RTCPeerConnection;
  };

  stream = streamOf;

  get latest(): FakeConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("nothing connected yet");
    return connection;
  }

  get open(): number {
    return this.connections.filter(({ closed }) => !closed).length;
  }
}
