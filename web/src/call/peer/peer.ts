/**
 * One RTCPeerConnection from the server's first offer to its end. Own tracks go up on the first
 * three lines, everybody else's come down on the slots; a further offer changes nothing for what is
 * there already. A browser takes its time over each change, so they take turns, and each brings the
 * lines to what is wanted by then.
 */
import type { CallDemand, IceServer } from "../../contract/signaling.ts";
import { Turns } from "../../e2ee/turns.ts";
import { shape, shapeCamera, shapeScreen } from "./layers.ts";
import { linesOf, OWN, ROLES, type Role, SCREEN } from "./lines.ts";
import { withStartRate } from "./offer.ts";

export type OwnTracks = Readonly<Record<Role, MediaStreamTrack | null>>;

export const NO_TRACKS: OwnTracks = { audio: null, camera: null, screen: null };

export interface PeerPorts {
  connect: (iceServers: readonly IceServer[]) => RTCPeerConnection;
  stream: (tracks: MediaStreamTrack[]) => MediaStream;
}

export const browserPeer: PeerPorts = {
  // The media server answers on the addresses in its offer; others only lead around a closed network.
  connect: (iceServers) =>
    new RTCPeerConnection({
      bundlePolicy: "max-bundle",
      iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    }),
  stream: (tracks) => new MediaStream(tracks),
};

/** Resolves when the server has the answer. */
export type SendAnswer = (version: number, sdp: string) => Promise<void>;

export class Peer {
  private readonly connection: RTCPeerConnection;
  private readonly streams = new Map<string, MediaStream>();
  private readonly turns = new Turns();
  private own: OwnTracks = NO_TRACKS;
  private demand: CallDemand | null = null;
  private version = 0;

  constructor(
    /** The server's name for this connection. */
    readonly id: string,
    private readonly ports: PeerPorts,
    iceServers: readonly IceServer[],
    /** Puts every line behind what protects it, before anything is attached to it. */
    private readonly guard: (connection: RTCPeerConnection) => void,
    changed: (state: RTCPeerConnectionState) => void,
  ) {
    this.connection = ports.connect(iceServers);
    this.connection.onconnectionstatechange = () => changed(this.connection.connectionState);
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  /** Answers an offer, unless a newer one was answered or is to be. */
  async answer(version: number, offer: string, send: SendAnswer): Promise<void> {
    if (version <= this.version) return;
    this.version = version;
    await this.turns.take(() => this.negotiate(version, offer, send));
  }

  /** What goes up from now on: on its line at once, or as soon as there is one. */
  async send(own: OwnTracks): Promise<void> {
    this.own = own;
    await this.turns.take(() => this.place());
  }

  /** Encode what the others can use, and no more. */
  async meet(demand: CallDemand): Promise<void> {
    this.demand = demand;
    await this.turns.take(() => this.shape());
  }

  /** The sound and picture of a slot; the same object every time. */
  slot(index: number): MediaStream | null {
    return this.streamOf(linesOf(index));
  }

  screen(): MediaStream | null {
    return this.streamOf([SCREEN]);
  }

  stats(): Promise<RTCStatsReport> {
    return this.connection.getStats();
  }

  close(): void {
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  /**
   * The answer leaves before the browser applies it, so that the server has it by the time the first
   * packet arrives; it carries no candidates, the server needs none (ICE lite, RFC 8445 section 2.5).
   */
  private async negotiate(version: number, offer: string, send: SendAnswer): Promise<void> {
    if (version !== this.version) return;
    await this.connection.setRemoteDescription({ type: "offer", sdp: withStartRate(offer) });
    this.guard(this.connection);
    for (const role of ROLES) {
      const own = this.line(role);
      if (own) own.direction = "sendrecv";
    }
    const answer = await this.connection.createAnswer();
    if (version !== this.version) return;
    const sent = send(version, answer.sdp ?? "");
    await Promise.all([sent, this.apply(answer)]);
  }

  /** The tracks wait for no acknowledgement: a round trip earlier, a picture earlier. */
  private async apply(answer: RTCSessionDescriptionInit): Promise<void> {
    await this.connection.setLocalDescription(answer);
    await this.place();
    await this.shape();
  }

  private async place(): Promise<void> {
    for (const role of ROLES) {
      const sender = this.line(role)?.sender;
      if (sender && sender.track !== this.own[role]) await sender.replaceTrack(this.own[role]);
    }
  }

  private async shape(): Promise<void> {
    const [camera, screen] = [this.line("camera")?.sender, this.line("screen")?.sender];
    if (camera) await shape(camera, (parameters) => shapeCamera(parameters, this.demand));
    if (screen) await shape(screen, (parameters) => shapeScreen(parameters, this.demand));
  }

  private line(role: Role): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers()[OWN[role]];
  }

  private streamOf(lines: readonly number[]): MediaStream | null {
    const all = this.connection.getTransceivers();
    const found = lines.flatMap((line) => all[line] ?? []);
    if (found.length < lines.length) return null;
    const key = lines.join();
    const stream =
      this.streams.get(key) ?? this.ports.stream(found.map((line) => line.receiver.track));
    this.streams.set(key, stream);
    return stream;
  }
}
