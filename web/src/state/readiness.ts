/**
 * Before the visit: tries the connection as soon as devices and line are there, and tells the
 * clinic what was found, again whenever something about it changes.
 */
import type { CheckFound, CheckLine, CheckView, ConnectionCheck } from "../call/check.ts";
import type { LocalMedia, LocalView } from "../call/devices/local.ts";
import type { CheckDevices, CheckedView } from "../contract/views.ts";
import { type ReadonlyStore, Store } from "./store.ts";

export type Speaker = CheckDevices["speaker"];

export interface ReadinessView {
  connection: CheckView;
  /** Whether the test sound was heard, as the person says. */
  speaker: Speaker;
  /** What the clinic's server makes of it; null before it has said so. */
  judged: CheckedView | null;
}

export class Readiness {
  readonly view: ReadonlyStore<ReadinessView>;
  private readonly store: Store<ReadinessView>;
  private line: CheckLine | null = null;
  private told = "";

  constructor(
    private readonly check: ConnectionCheck,
    private readonly local: LocalMedia,
    private readonly tell: (found: CheckDevices) => Promise<CheckedView>,
  ) {
    this.store = new Store<ReadinessView>({
      connection: check.view.get(),
      speaker: "untested",
      judged: null,
    });
    this.view = this.store;
    check.view.subscribe(() => this.follow({ connection: check.view.get() }));
    local.view.subscribe(() => this.follow({}));
  }

  /** The way to the clinic while it is time to check; null when it is not, or not now. */
  over(line: CheckLine | null): void {
    if (line === this.line) return;
    this.line = line;
    if (line === null && this.store.get().connection.phase === "running") this.check.stop();
    else this.begin(["idle", "failed"]);
  }

  again(): void {
    this.begin(["idle", "failed", "found"]);
  }

  heard(speaker: Speaker): void {
    this.follow({ speaker });
  }

  private begin(from: readonly CheckView["phase"][]): void {
    if (!this.line || this.local.view.get().phase !== "ready") return;
    if (!from.includes(this.store.get().connection.phase)) return;
    this.told = "";
    this.store.patch({ judged: null });
    void this.check.start(this.line);
  }

  private follow(news: Partial<ReadinessView>): void {
    this.store.patch(news);
    this.begin(["idle"]);
    const { connection, speaker } = this.store.get();
    const local = this.local.view.get();
    if (connection.phase === "found" && local.phase === "ready") {
      void this.report(reportOf(connection.found, speaker, local));
    }
  }

  /** What could not be told is told with the next change; until then the page judges for itself. */
  private async report(found: CheckDevices): Promise<void> {
    const words = JSON.stringify(found);
    if (words === this.told) return;
    this.told = words;
    try {
      const judged = await this.tell(found);
      if (words === this.told) this.store.patch({ judged });
    } catch {
      if (words !== this.told) return;
      this.told = "";
      this.store.patch({ judged: unjudged(found) });
    }
  }
}

function unjudged({ path }: CheckDevices): CheckedView {
  return path === "none"
    ? { grade: "red", cause: "no_connection" }
    : { grade: "amber", cause: null };
}

function reportOf(found: CheckFound, speaker: Speaker, local: LocalView): CheckDevices {
  return {
    path: found.path,
    relay_reachable: found.relayReachable,
    round_trip_ms: rounded(found.roundTripMs),
    up: measured(found.up),
    down: measured(found.down),
    camera: local.videoFailure ?? "ok",
    microphone: local.audioFailure ?? "ok",
    speaker,
  };
}

function measured(way: CheckFound["up"]): CheckDevices["up"] {
  if (!way) return null;
  return { loss: way.loss, jitter_ms: rounded(way.jitter_ms), bps: rounded(way.bps) };
}

function rounded(figure: number | null): number | null {
  return figure === null ? null : Math.round(figure);
}
