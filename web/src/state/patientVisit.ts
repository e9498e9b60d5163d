/**
 * The patient's visit from the link to the last screen. The server's snapshot decides the screen;
 * every hint, reconnect and return to the page only asks for a newer snapshot, so nothing missed
 * in between matters.
 */
import { ApiError } from "../api/errors.ts";
import type { PatientApi } from "../api/patient.ts";
import { codeOf } from "../api/sentences.ts";
import type { Call } from "../call/call.ts";
import type { ConnectionCheck } from "../call/check.ts";
import type { LocalMedia } from "../call/devices/local.ts";
import type { VisitLine } from "../call/visitLine.ts";
import type { Seat } from "../contract/signaling.ts";
import type { MyVisitView, TicketView } from "../contract/views.ts";
import { type Clock, every } from "./clock.ts";
import { isCheckedIn, isOver, type PatientFacts, type PatientStep, stepOf } from "./patientStep.ts";
import { Readiness } from "./readiness.ts";
import { type ReadonlyStore, Store } from "./store.ts";

export interface PatientView extends PatientFacts {
  step: PatientStep;
  /** A request of the person's is under way. */
  busy: boolean;
  /** Code of the last failed request, until the next one. */
  failure: string | null;
  /** The line to the clinic is up. */
  online: boolean;
  /** The clinician stepped out after the visit had begun. */
  held: boolean;
  seats: readonly Seat[];
  call: Call | null;
  /** Null before the line to the clinic is opened. */
  line: VisitLine | null;
}

export interface PatientPorts {
  api: PatientApi;
  local: LocalMedia;
  line: (visit: string, ticket: () => Promise<TicketView>) => VisitLine;
  call: (line: VisitLine, local: LocalMedia) => Call;
  check: ConnectionCheck;
  /** Calls a waiting person back to the page; before, it tells whether they would hear it. */
  chime: () => void;
  clock: Clock;
}

/** Snapshots without a hint: a net under the socket, denser while it is down. */
const REFRESH_MS = 15_000;
const REFRESH_UP_EVERY = 4;

const BLANK = {
  link: null,
  visit: null,
  dead: false,
  replaced: false,
  taken: false,
  left: false,
  gaveUp: false,
  unreachable: false,
  busy: false,
  failure: null,
  online: false,
  held: false,
  seats: [],
  call: null,
  line: null,
};

export class PatientVisit {
  readonly view: ReadonlyStore<PatientView>;
  readonly local: LocalMedia;
  readonly readiness: Readiness;
  private readonly store = new Store<PatientView>({ ...BLANK, step: "opening" });
  private token: string | null = null;
  private cancelRefresh = () => {};
  private ticks = 0;

  constructor(private readonly ports: PatientPorts) {
    this.view = this.store;
    this.local = ports.local;
    this.readiness = new Readiness(ports.check, ports.local, (found) => ports.api.check(found));
  }

  /** `token` comes from the link; without one the browser's session is tried. */
  async open(token: string | null): Promise<void> {
    this.token = token;
    this.update({ unreachable: false });
    try {
      if (token === null) this.accept(await this.ports.api.visit());
      else await this.openLink(token);
    } catch (error) {
      if (error instanceof ApiError && error.passing) this.update({ unreachable: true });
      else this.update({ dead: true });
    }
  }

  /** Tries once more after the server could not be reached. */
  reopen(): Promise<void> {
    return this.open(this.token);
  }

  continue(): Promise<void> {
    return this.act(async () => {
      if (this.token !== null) this.accept(await this.ports.api.exchange(this.token));
      this.token = null;
    });
  }

  /** `birthDate` as YYYY-MM-DD. */
  confirmIdentity(birthDate: string): Promise<void> {
    return this.act(async () => this.accept(await this.ports.api.confirmIdentity(birthDate)));
  }

  consent(): Promise<void> {
    const { visit } = this.store.get();
    if (!visit) return Promise.resolve();
    const { text_version: version, language } = visit.consent;
    return this.act(async () => this.accept(await this.ports.api.consent(version, language)));
  }

  /** Devices are checked: take a place in the waiting room. */
  arrive(): Promise<void> {
    return this.act(async () => {
      const visit = await this.ports.api.arrive();
      this.update({ gaveUp: false });
      this.accept(visit);
    });
  }

  testSpeaker(): void {
    this.ports.chime();
  }

  giveUp(): Promise<void> {
    return this.act(async () => {
      const visit = await this.ports.api.giveUp();
      this.local.stop();
      this.update({ gaveUp: true });
      this.accept(visit);
    });
  }

  leave(): void {
    this.endCall();
    this.local.stop();
    this.update({ left: true });
  }

  /** Back after leaving, giving up, or from the other page, which then loses the seat. */
  comeBack(): void {
    const { taken } = this.store.get();
    this.update({ left: false, gaveUp: false, replaced: false, taken: false });
    this.follow();
    if (taken) this.store.get().line?.socket.takeOver();
  }

  async refresh(): Promise<void> {
    if (!this.store.get().visit) return;
    try {
      this.accept(await this.ports.api.visit());
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.lose();
    }
  }

  close(): void {
    this.endCall();
    this.hangUp();
    this.local.stop();
  }

  private async openLink(token: string): Promise<void> {
    try {
      this.update({ link: await this.ports.api.viewInvitation(token) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing) throw error;
      // Already used, perhaps by this very browser: then its session opens the visit.
      this.accept(await this.ports.api.visit());
    }
  }

  private async act(work: () => Promise<void>): Promise<void> {
    if (this.store.get().busy) return;
    this.update({ busy: true, failure: null });
    try {
      await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === "link.invalid") this.update({ dead: true });
      else if (error instanceof ApiError && error.status === 401) this.lose();
      else this.update({ failure: code });
      if (error instanceof ApiError && error.status === 409) await this.refresh();
    } finally {
      this.update({ busy: false });
    }
  }

  /** Takes a snapshot unless a newer one is known. */
  private accept(visit: MyVisitView): void {
    const known = this.store.get().visit;
    if (known?.id === visit.id && known.rev > visit.rev) return;
    const held =
      visit.state === "waiting" &&
      (known?.state === "in_progress" || this.store.get().held || visit.admitted_at !== null);
    if (known?.state === "waiting" && visit.state === "in_progress") this.ports.chime();
    this.update({ visit, held });
    this.follow();
  }

  /** Opens or closes the line, the call and the devices as the snapshot asks. */
  private follow(): void {
    const { visit, step } = this.store.get();
    if (!visit) return;
    if (isOver(visit.state)) {
      this.close();
      return;
    }
    if (isCheckedIn(visit) && step !== "elsewhere") this.dial();
    if (step === "in_visit" || step === "waiting") this.standBy(step === "in_visit");
    else this.endCall();
    const wanted = step === "check" || step === "waiting" || step === "in_visit";
    if (wanted && this.local.view.get().phase === "idle") void this.local.start();
  }

  private dial(): void {
    const { visit } = this.store.get();
    if (this.store.get().line || !visit) return;
    const line = this.ports.line(visit.id, () => this.ticket());
    const { socket } = line;
    this.update({ line });
    socket.listeners.on("up", () => {
      this.update({ online: true });
      void this.refresh();
    });
    socket.listeners.on("down", () => this.update({ online: false }));
    socket.listeners.on("refused", () => void this.refresh());
    socket.listeners.on("taken", () => this.foundTaken());
    socket.listeners.on("seats", (seats) => this.update({ seats }));
    socket.listeners.on("hint", (hint) => this.hinted(hint.name, hint.rev, hint.ticket ?? null));
    socket.listeners.on("replaced", () => this.replaced());
    this.cancelRefresh = every(this.ports.clock, REFRESH_MS, () => this.tick());
    socket.open();
  }

  private hangUp(): void {
    this.cancelRefresh();
    this.store.get().line?.close();
    this.update({ line: null, online: false, seats: [] });
  }

  private ticket(): Promise<TicketView> {
    return this.ports.api.ticket(this.store.get().visit?.state === "in_progress");
  }

  private tick(): void {
    this.ticks += 1;
    if (!this.store.get().online || this.ticks % REFRESH_UP_EVERY === 0) void this.refresh();
  }

  private hinted(name: string, rev: number, ticket: string | null): void {
    const { visit } = this.store.get();
    // An admission that brings its ticket needs no round trip before the call starts.
    if (visit && name === "visit:admitted" && ticket !== null && rev >= visit.rev) {
      this.accept({ ...visit, state: "in_progress", rev });
    }
    void this.refresh();
  }

  /** The connection is opened while waiting, so that the visit starts the moment it may. */
  private standBy(inVisit: boolean): void {
    const call = this.store.get().call ?? this.newCall();
    if (inVisit) call?.start();
    else call?.rest();
  }

  private newCall(): Call | null {
    const { line } = this.store.get();
    if (!line) return null;
    const call = this.ports.call(line, this.local);
    this.update({ call });
    call.view.subscribe(() => this.callChanged(call));
    call.prepare();
    return call;
  }

  private callChanged(call: Call): void {
    const { state, reason } = call.view.get();
    if (state !== "closed" || this.store.get().call !== call) return;
    this.update({ call: null });
    if (reason === "superseded") this.replaced();
    else void this.refresh();
  }

  private endCall(): void {
    const { call } = this.store.get();
    this.update({ call: null });
    call?.leave();
  }

  private replaced(): void {
    this.update({ replaced: true });
    this.close();
  }

  /** Nothing is taken from the other page before the person says so. */
  private foundTaken(): void {
    this.update({ taken: true });
    this.endCall();
    this.local.stop();
  }

  private lose(): void {
    this.close();
    this.update({ dead: true });
  }

  private update(part: Partial<PatientView>): void {
    const known = this.store.get();
    const next = { ...known, ...part };
    const step = stepOf(next);
    // What failed on one screen says nothing on the next.
    this.store.set({ ...next, step, failure: step === known.step ? next.failure : null });
    this.readiness.over(step === "check" && next.online ? (next.line?.socket ?? null) : null);
  }
}
