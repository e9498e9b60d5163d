/** The clinic as the patient's page sees it: an API that follows the state table, and a line. */
import { ApiError } from "../../api/errors.ts";
import type { PatientApi } from "../../api/patient.ts";
import type { Call } from "../../call/call.ts";
import type { CheckView, ConnectionCheck } from "../../call/check.ts";
import type { LocalMedia, LocalView } from "../../call/devices/local.ts";
import type { VisitLine } from "../../call/visitLine.ts";
import type {
  CheckDevices,
  CheckedView,
  LinkView,
  MyVisitView,
  TicketView,
} from "../../contract/views.ts";
import { Listeners } from "../../signaling/listeners.ts";
import type { VisitSocketEvents } from "../../signaling/visit.ts";
import type { PatientPorts } from "../patientVisit.ts";
import { Store } from "../store.ts";
import { VirtualClock } from "./virtualClock.ts";

export const LINK: LinkView = {
  practice_name: "Lantern Clinic",
  practice_phone: "+44 20 7946 0000",
  clinician_name: "Dr Ada Example",
  starts_at: "2026-11-23T13:30:00Z",
  ends_at: "2026-11-23T13:50:00Z",
  zone: "Europe/London",
};

const BOOKED: MyVisitView = {
  id: "visit",
  state: "booked",
  rev: 1,
  practice: { name: LINK.practice_name, phone: LINK.practice_phone },
  clinician_name: LINK.clinician_name,
  patient_given_name: null,
  starts_at: LINK.starts_at,
  ends_at: LINK.ends_at,
  zone: LINK.zone,
  identity_confirmed: false,
  consent: { needed: true, text_version: "v1", language: "en", text: "One.\n\nTwo." },
  admitted_at: null,
};

export class FakeLine {
  readonly listeners = new Listeners<VisitSocketEvents>();
  opened = false;
  closed = false;
  takenOver = false;

  constructor(readonly ticket: () => Promise<TicketView>) {}

  open(): void {
    this.opened = true;
  }

  takeOver(): void {
    this.takenOver = true;
  }

  close(): void {
    this.closed = true;
  }
}

export class FakeCall {
  readonly store = new Store({ state: "joining", remotes: [], quality: "good", reason: null });
  readonly view = this.store;
  prepared = false;
  started = false;

  prepare(): void {
    this.prepared = true;
  }

  start(): void {
    this.started = true;
  }

  rest(): void {
    this.started = false;
  }

  leave(): void {
    this.closes("left");
  }

  closes(reason: string): void {
    this.store.set({ ...this.store.get(), state: "closed", reason } as never);
  }
}

export class FakeLocal {
  readonly view = new Store<LocalView>({
    phase: "idle",
    audio: null,
    video: null,
    audioFailure: null,
    videoFailure: null,
    muted: false,
    cameraOff: false,
    preview: null,
  });

  async start(): Promise<void> {
    this.view.patch({ phase: "ready" });
  }

  stop(): void {
    this.view.patch({ phase: "idle" });
  }
}

export class FakeCheck {
  readonly view = new Store<CheckView>({ phase: "idle" });
  starts = 0;

  async start(): Promise<void> {
    this.starts += 1;
    this.view.set({ phase: "running" });
  }

  stop(): void {
    this.view.set({ phase: "idle" });
  }
}

export class FakeClinic {
  visit = BOOKED;
  session = false;
  link: "fresh" | "used" = "fresh";
  /** Thrown by the next request. */
  failure: ApiError | null = null;
  readonly asked: string[] = [];
  readonly lines: FakeLine[] = [];
  readonly calls: FakeCall[] = [];
  readonly tickets: boolean[] = [];
  chimes = 0;
  /** What was told of the check of devices and connection, and what is answered. */
  readonly checks: CheckDevices[] = [];
  judges: CheckedView = { grade: "green", cause: null };
  readonly clock = new VirtualClock();
  readonly local = new FakeLocal();
  readonly check = new FakeCheck();

  get line(): FakeLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error("no line was opened");
    return line;
  }

  changes(part: Partial<MyVisitView>): void {
    this.visit = { ...this.visit, ...part, rev: this.visit.rev + 1 };
  }

  /** Somebody who has answered both questions. */
  checkedIn(state: MyVisitView["state"] = "booked"): void {
    this.session = true;
    this.changes({
      state,
      identity_confirmed: true,
      consent: { ...this.visit.consent, needed: false },
    });
  }

  ports(): PatientPorts {
    return {
      api: this.api() as unknown as PatientApi,
      local: this.local as unknown as LocalMedia,
      check: this.check as unknown as ConnectionCheck,
      clock: this.clock,
      chime: () => {
        this.chimes += 1;
      },
      line: (_, ticket) => {
        const socket = new FakeLine(ticket);
        this.lines.push(socket);
        return { socket, close: () => socket.close() } as unknown as VisitLine;
      },
      call: () => {
        const call = new FakeCall();
        this.calls.push(call);
        return call as unknown as Call;
      },
    };
  }

  private api() {
    return {
      viewInvitation: () => this.answer("view", this.openLink),
      exchange: () => this.answer("exchange", this.useLink),
      visit: () => this.answer("visit", this.mine),
      confirmIdentity: (date: string) => this.answer("identity", () => this.confirm(date)),
      consent: () =>
        this.answer("consent", () => {
          this.changes({ consent: { ...this.visit.consent, needed: false } });
          return this.visit;
        }),
      check: (found: CheckDevices) =>
        this.answer("check", () => {
          this.checks.push(found);
          return this.judges;
        }),
      arrive: () => this.answer("arrive", () => this.moved("waiting")),
      giveUp: () => this.answer("give-up", () => this.moved("booked")),
      ticket: (call: boolean) => this.answer("ticket", () => this.tickets.push(call)),
    };
  }

  private async answer<T>(name: string, work: () => T): Promise<T> {
    this.asked.push(name);
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure;
    return work();
  }

  private readonly openLink = () => {
    if (this.link === "used") throw new ApiError(410, "link.invalid");
    return LINK;
  };

  private readonly useLink = () => {
    this.openLink();
    this.link = "used";
    this.session = true;
    return this.visit;
  };

  private readonly mine = () => {
    if (!this.session) throw new ApiError(401, "auth.required");
    return this.visit;
  };

  private confirm(date: string): MyVisitView {
    if (date !== "1984-03-27") throw new ApiError(422, "identity.mismatch");
    this.changes({ identity_confirmed: true, patient_given_name: "Pat" });
    return this.visit;
  }

  private moved(state: MyVisitView["state"]): MyVisitView {
    this.changes({ state });
    return this.visit;
  }
}
