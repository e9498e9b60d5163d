/**
 * One RTCPeerConnection from the server's offer to its end: own tracks on the first two lines,
 * everybody else's on the slots (line 2k is slot k's sound, 2k+1 its picture).
 */
import { withStartRate } from "./offer.ts";

export interface OwnTracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

export interface PeerPorts {
  connect: () => RTCPeerConnection;
  stream: (tracks: MediaStreamTrack[]) => MediaStream;
}

export const browserPeer: PeerPorts = {
  // No ICE servers: the media server answers on an address named in its offer.
  connect: () => new RTCPeerConnection({ bundlePolicy: "max-bundle" }),
  stream: (tracks) => new MediaStream(tracks),
};

export class Peer {
  private readonly connection: RTCPeerConnection;
  private readonly streams = new Map<number, MediaStream>();

  constructor(
    /** The server's name for this connection. */
    readonly id: string,
    private readonly ports: PeerPorts,
    changed: (state: RTCPeerConnectionState) => void,
  ) {
    this.connection = ports.connect();
    this.connection.onconnectionstatechange = () => changed(this.connection.connectionState);
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  /**
   * Answers the offer. The answer leaves before the browser applies it, so that the server has it
   * by the time the first packet arrives; it carries no candidates, the server needs none (ICE
   * lite, RFC 8445 section 2.5).
   */
  async answer(offer: string, own: OwnTracks, send: (sdp: string) => Promise<void>): Promise<void> {
    await this.connection.setRemoteDescription({ type: "offer", sdp: withStartRate(offer) });
    const [audio, video] = this.connection.getTransceivers();
    for (const line of [audio, video]) if (line) line.direction = "sendrecv";
    await Promise.all([
      audio?.sender.replaceTrack(own.audio),
      video?.sender.replaceTrack(own.video),
    ]);
    const answer = await this.connection.createAnswer();
    const sent = send(answer.sdp ?? "");
    await Promise.all([sent, this.connection.setLocalDescription(answer)]);
    if (video) await preferSharpness(video.sender);
  }

  async sendAudio(track: MediaStreamTrack | null): Promise<void> {
    await this.connection.getTransceivers()[0]?.sender.replaceTrack(track);
  }

  async sendVideo(track: MediaStreamTrack | null): Promise<void> {
    await this.connection.getTransceivers()[1]?.sender.replaceTrack(track);
  }

  /** The sound and picture of a slot; the same object every time. */
  slot(index: number): MediaStream | null {
    const lines = this.connection.getTransceivers().slice(2 * index, 2 * index + 2);
    if (lines.length === 0) return null;
    const stream =
      this.streams.get(index) ?? this.ports.stream(lines.map((line) => line.receiver.track));
    this.streams.set(index, stream);
    return stream;
  }

  stats(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  close(): void {
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }
}

/** Faces and skin need pixels more than motion; without this Chromium stays at 320 to 640 px. */
async function preferSharpness(sender: RTCRtpSender): Promise<void> {
  const parameters: RTCRtpSendParameters & { degradationPreference?: string } =
    sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  try {
    await sender.setParameters(parameters);
  } catch {
    // Only a wish: browsers without it keep their own balance.
  }
}
