/**
 * Tries the connection on the real way, before the visit: this page's sound and picture go to the
 * media server and come back, some seconds long. Nobody else sees or hears them.
 */
import { codeOf } from "../api/sentences.ts";
import type { CallOpened, CheckReport, IceServer } from "../contract/signaling.ts";
import { type Clock, systemClock } from "../state/clock.ts";
import { type ReadonlyStore, Store } from "../state/store.ts";
import type { LocalMedia } from "./devices/local.ts";
import { browserPeer, Peer, type PeerPorts } from "./peer/peer.ts";

export interface CheckFound {
  path: "udp" | "tcp" | "relay" | "none";
  /** Whether a relay answers, for networks that let nothing else through; null: there is none to ask. */
  relayReachable: boolean | null;
  roundTripMs: number | null;
  /** `loss` is a share of packets; what this page sends. */
  up: CheckReport["up"] | null;
  down: CheckReport["down"] | null;
}

export type CheckView =
  | { phase: "idle" }
  | { phase: "running" }
  | { phase: "found"; found: CheckFound }
  /** It could not be tried; the code says why. */
  | { phase: "failed"; code: string };

/** The part of a VisitSocket that a check needs. */
export interface CheckLine {
  openCheck: () => Promise<CallOpened>;
  answerCheck: (peer: string, version: number, sdp: string) => Promise<void>;
  readonly listeners: {
    on: (name: "check", listener: (report: CheckReport) => void) => () => void;
  };
}

export interface CheckPorts extends PeerPorts {
  clock: Clock;
  /** Whether a relay of these can be reached, asked without a word to anybody else. */
  relayAnswers: (iceServers: readonly IceServer[]) => Promise<boolean>;
}

/** Longer than the server takes to connect and to measure. */
const PATIENCE_MS = 18_000;
const RELAY_MS = 5_000;

export const browserCheck: CheckPorts = {
  ...browserPeer,
  clock: systemClock,
  relayAnswers: (iceServers) => gathersRelay(iceServers),
};

export class ConnectionCheck {
  readonly view: ReadonlyStore<CheckView>;
  private readonly store = new Store<CheckView>({ phase: "idle" });
  private run = new AbortController();

  constructor(
    private readonly local: LocalMedia,
    private readonly ports: CheckPorts = browserCheck,
  ) {
    this.view = this.store;
  }

  /** Tries, or tries again. */
  async start(line: CheckLine): Promise<void> {
    const run = this.begin({ phase: "running" });
    const outcome = await this.outcome(line, run.signal);
    if (!run.signal.aborted) this.begin(outcome);
  }

  stop(): void {
    this.begin({ phase: "idle" });
  }

  /** Whatever was under way ends at once. */
  private begin(view: CheckView): AbortController {
    this.run.abort();
    this.run = new AbortController();
    this.store.set(view);
    return this.run;
  }

  private async outcome(line: CheckLine, stopped: AbortSignal): Promise<CheckView> {
    try {
      return { phase: "found", found: await this.tried(line, stopped) };
    } catch (error) {
      return { phase: "failed", code: codeOf(error) };
    }
  }

  private async tried(line: CheckLine, stopped: AbortSignal): Promise<CheckFound> {
    const opened = await line.openCheck();
    stopped.throwIfAborted();
    const [{ report, way }, relayAnswers] = await Promise.all([
      this.measured(line, opened, stopped),
      this.ports.relayAnswers(opened.ice_servers),
    ]);
    return found(report, way, opened.ice_servers.length > 0 ? relayAnswers : null);
  }

  private async measured(line: CheckLine, opened: CallOpened, stopped: AbortSignal) {
    const peer = new Peer(opened.peer, this.ports, opened.ice_servers, nothing, nothing);
    try {
      const reported = this.reported(line, opened.peer, stopped);
      // A browser that never comes to an end with its answer must not outlast the report.
      await Promise.race([this.sent(line, peer, opened), reported]);
      return { report: await reported, way: await wayOf(peer) };
    } finally {
      peer.close();
    }
  }

  private async sent(line: CheckLine, peer: Peer, { version, offer }: CallOpened): Promise<void> {
    const { audio, video } = this.local.view.get();
    await peer.send({ audio, camera: video, screen: null });
    await peer.answer(version, offer, (number, sdp) => line.answerCheck(peer.id, number, sdp));
  }

  /** Resolves with the server's report, or with one that says that nothing came. */
  private reported(line: CheckLine, peer: string, stopped: AbortSignal): Promise<CheckReport> {
    return new Promise((resolve, reject) => {
      const stops = [
        line.listeners.on("check", (report) => report.peer === peer && resolve(report)),
        this.ports.clock.after(PATIENCE_MS, () => resolve({ peer, path: "none" })),
      ];
      stopped.addEventListener("abort", () => {
        for (const stop of stops) stop();
        reject(stopped.reason);
      });
    });
  }
}

function nothing(): void {}

interface Way {
  relayed: boolean;
  upBps: number | null;
}

function found(report: CheckReport, way: Way, relayReachable: boolean | null): CheckFound {
  const up = report.up && { ...report.up, bps: Math.max(report.up.bps, way.upBps ?? 0) };
  return {
    path: report.path !== "none" && way.relayed ? "relay" : report.path,
    relayReachable,
    roundTripMs: report.round_trip_ms ?? null,
    up: up ?? null,
    down: report.down ?? null,
  };
}

interface Entry {
  type: string;
  nominated?: boolean;
  localCandidateId?: string;
  availableOutgoingBitrate?: number;
  candidateType?: string;
}

/** What only the browser knows: whether a relay carries it, and how much more it could send. */
async function wayOf(peer: Peer): Promise<Way> {
  const report = (await peer.stats()) as unknown as Map<string, Entry>;
  const pair = [...report.values()].find(
    ({ type, nominated }) => type === "candidate-pair" && nominated,
  );
  const local = report.get(pair?.localCandidateId ?? "");
  return {
    relayed: local?.candidateType === "relay",
    upBps: pair?.availableOutgoingBitrate ?? null,
  };
}

/** A relay that lets us in gives us an address; nothing is sent through it. */
async function gathersRelay(iceServers: readonly IceServer[]): Promise<boolean> {
  if (iceServers.length === 0) return false;
  const connection = new RTCPeerConnection({
    iceTransportPolicy: "relay",
    iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
  });
  try {
    connection.createDataChannel("reach");
    const answered = new Promise<boolean>((resolve) => {
      connection.onicecandidate = ({ candidate }) => {
        if (candidate?.candidate.includes(" typ relay")) resolve(true);
        else if (candidate === null) resolve(false);
      };
      setTimeout(() => resolve(false), RELAY_MS);
    });
    await connection.setLocalDescription();
    return await answered;
  } finally {
    connection.close();
  }
}
