/**
 * The note while it is being written: saves two seconds after typing stops, and at the latest five seconds after the
 * first unsaved letter. It promises that typed text is never thrown away: a failure is retried, a conflict is shown.
 * Text lives in memory and on the server only, never in browser storage.
 */
import type { Clock } from "../../state/clock.ts";

export interface SavedNote {
  version: number;
  text: string;
  savedAt: string | null;
}

/** What the server said to a save: kept, or refused because somebody else's version or signature came first. */
export type SaveResult =
  | { kind: "saved"; version: number; savedAt: string | null }
  | { kind: "stale" }
  | { kind: "signed" };

export interface NoteStore {
  read(): Promise<SavedNote>;
  /** Rejects when the server could not be reached or refused for now; then the draft tries again. */
  save(text: string, basedOn: number): Promise<SaveResult>;
}

export type DraftStatus =
  | { kind: "saved" }
  | { kind: "typing" }
  | { kind: "saving" }
  | { kind: "retrying"; reason: unknown }
  | { kind: "conflict"; theirs: SavedNote }
  | { kind: "signed" };

export interface DraftView {
  text: string;
  status: DraftStatus;
  /** Of the newest version known to be on the server; null when there is none yet. */
  savedAt: string | null;
  version: number;
  unsaved: boolean;
}

export const QUIET_MS = 2_000;
export const LATEST_MS = 5_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_LONGEST_MS = 30_000;

export class NoteDraft {
  private current: DraftView;
  private savedText: string;
  private firstUnsavedAt: number | null = null;
  private failures = 0;
  private cancelTimer: (() => void) | null = null;
  private inFlight: Promise<void> | null = null;
  private closed = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    start: SavedNote,
    private readonly store: NoteStore,
    private readonly clock: Clock,
  ) {
    this.savedText = start.text;
    this.current = {
      text: start.text,
      status: { kind: "saved" },
      savedAt: start.savedAt,
      version: start.version,
      unsaved: false,
    };
  }

  readonly view = (): DraftView => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  type(text: string): void {
    if (text === this.current.text || this.current.status.kind === "signed") return;
    this.show({ text });
    if (this.current.status.kind === "conflict") return;
    this.firstUnsavedAt ??= this.clock.now();
    if (this.inFlight === null && this.failures === 0) {
      this.show({ status: { kind: "typing" } });
      this.scheduleAfterTyping();
    }
  }

  /** Saves what is unsaved now; resolves to whether everything typed is on the server. */
  async flush(): Promise<boolean> {
    await this.inFlight;
    if (this.current.unsaved && this.maySave()) await this.save();
    return !this.current.unsaved;
  }

  /** Answers a conflict with the text as it stands here; the other version stays in the server's history. */
  async keepMine(): Promise<void> {
    const { status } = this.current;
    if (status.kind !== "conflict") return;
    this.savedText = status.theirs.text;
    this.show({ version: status.theirs.version, status: { kind: "typing" } });
    await this.flush();
  }

  /** Answers a conflict by putting the other version under one's own, for the person to merge. */
  async keepBoth(): Promise<void> {
    const { status, text } = this.current;
    if (status.kind !== "conflict") return;
    this.show({ text: `${text.trimEnd()}\n\n${status.theirs.text}` });
    await this.keepMine();
  }

  /** Stops all timers; unsaved text is then only in `view()`. */
  close(): void {
    this.closed = true;
    this.cancel();
  }

  private maySave(): boolean {
    const { kind } = this.current.status;
    return kind !== "conflict" && kind !== "signed";
  }

  private scheduleAfterTyping(): void {
    const waited = this.clock.now() - (this.firstUnsavedAt ?? this.clock.now());
    this.schedule(Math.max(0, Math.min(QUIET_MS, LATEST_MS - waited)));
  }

  private schedule(delay: number): void {
    this.cancel();
    if (this.closed) return;
    this.cancelTimer = this.clock.after(delay, () => void this.save());
  }

  private cancel(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private save(): Promise<void> {
    this.cancel();
    this.inFlight ??= this.attempt(this.current.text).finally(() => {
      this.inFlight = null;
      if (this.current.unsaved && this.failures === 0 && this.maySave()) this.scheduleAfterTyping();
    });
    return this.inFlight;
  }

  private async attempt(text: string): Promise<void> {
    this.show({ status: { kind: "saving" } });
    this.firstUnsavedAt = null;
    try {
      await this.take(text, await this.store.save(text, this.current.version));
      this.failures = 0;
    } catch (reason) {
      this.retryLater(reason);
    }
  }

  private async take(text: string, result: SaveResult): Promise<void> {
    if (result.kind === "signed") return this.show({ status: { kind: "signed" } });
    if (result.kind === "stale") return this.meetTheirs(await this.store.read());
    this.savedText = text;
    const { version, savedAt } = result;
    const done = this.current.text === text;
    if (!done) this.firstUnsavedAt = this.clock.now();
    this.show({ version, savedAt, status: { kind: done ? "saved" : "typing" } });
  }

  /** Two versions with the same words (our own save whose answer was lost) are no conflict worth showing. */
  private meetTheirs(theirs: SavedNote): void {
    const { version, savedAt } = theirs;
    if (theirs.text !== this.current.text) {
      this.show({ status: { kind: "conflict", theirs } });
      return;
    }
    this.savedText = theirs.text;
    this.show({ version, savedAt, status: { kind: "saved" } });
  }

  private retryLater(reason: unknown): void {
    this.failures += 1;
    this.show({ status: { kind: "retrying", reason } });
    this.schedule(Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** (this.failures - 1)));
  }

  private show(change: Partial<DraftView>): void {
    const next = { ...this.current, ...change };
    this.current = { ...next, unsaved: next.text !== this.savedText };
    for (const listener of this.listeners) listener();
  }
}
