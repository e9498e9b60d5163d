/** The browser's side of a call as far as `Call` sees it: connections, tracks, streams. */
import type { PeerPorts } from "../peer.ts";

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
  readonly parameters: { degradationPreference?: string } = {};
  readonly sender = {
    replaceTrack: async (track: MediaStreamTrack | null) => void this.sent.push(track),
    getParameters: () => this.parameters,
    setParameters: async () => {},
  };

  constructor(kind: "audio" | "video") {
    this.receiver = { track: new FakeTrack(kind) as unknown as MediaStreamTrack };
  }
}

const SLOTS = 3;

export class FakeConnection {
  connectionState: RTCPeerConnectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  remoteDescription = "";
  closed = false;
  readonly lines = Array.from(
    { length: SLOTS * 2 },
    (_, index) => new FakeTransceiver(index % 2 ? "video" : "audio"),
  );

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "unreadable") throw new TypeError("cannot parse");
    this.remoteDescription = sdp;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.remoteDescription ? this.lines : [];
  }

  async createAnswer() {
    return { type: "answer", sdp: "answer" };
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

  connect = (): RTCPeerConnection => {
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
