/**
 * Key agreement among the members of one visit, through a server that is not trusted with the keys.
 * Told who is there and what they say, it brings every change of members to fresh keys that all of
 * them share; until then, and whenever something does not add up, nobody may send in the clear.
 */
import { type ReadonlyStore, Store } from "../../state/store.ts";
import { toBase64Url } from "../bytes.ts";
import { Turns } from "../turns.ts";
import { Attempt, type Established } from "./attempt.ts";
import { Mailbox } from "./mailbox.ts";
import { type Epoch, epochOf, type Member, ordered } from "./members.ts";
import { type AgreementMessage, MAX_NUMBER, parse } from "./messages.ts";
import { Mismatch, type MismatchCause } from "./mismatch.ts";
import type { AgreementPorts } from "./ports.ts";

export type AgreementView =
  /** Nobody else is there. */
  | { state: "alone" }
  /** These seats have browsers that cannot protect frames: nobody's frames are protected. */
  | { state: "off"; seats: readonly string[] }
  /** `holding`: the keys of the epoch before may still be used. */
  | { state: "agreeing"; number: number; holding: boolean }
  | { state: "established"; established: Established }
  /** Stays until the members change or somebody asks to `renew`. */
  | { state: "mismatch"; cause: MismatchCause };

/** Why a message was not listened to. */
export type IgnoreCause = "malformed" | "echo" | "old" | "late";

export interface Self {
  visit: string;
  seat: string;
  instance: string;
}

/** A message may have been lost: after this long, and each time twice as long, all begin again. */
export const STALL_MS = 8_000;
const LONGEST_STALL_MS = 64_000;

/** Somebody who has left knows the old keys; they are not used for longer than this. */
export const HOLD_MS = 30_000;

/** Each attempt is one try to guess the spoken code: a server gets 2^10 of the 2^24 it needs. */
export const MAX_ATTEMPTS = 1024;

export class Agreement {
  readonly view: ReadonlyStore<AgreementView>;
  readonly ignored: Partial<Record<IgnoreCause, number>> = {};
  private readonly store = new Store<AgreementView>({ state: "alone" });
  private readonly ports: AgreementPorts;
  private readonly turns = new Turns();
  private readonly mailbox = new Mailbox();
  /** The latest list as it came, and those who agree on keys if it is one of able members. */
  private told = "";
  private party: readonly Member[] | null = null;
  private attempt: Attempt | null = null;
  private number = 0;
  private begun = 0;
  private stallMs = STALL_MS;
  private holding = false;
  private closed = false;
  private cancelStall = () => {};
  private cancelHold = () => {};

  constructor(
    private readonly self: Self,
    ports: AgreementPorts,
  ) {
    this.view = this.store;
    const send = (message: AgreementMessage) => (this.closed ? undefined : ports.send(message));
    this.ports = { ...ports, send };
  }

  /** Who is in the visit now, as the server says. */
  members(list: readonly Member[]): void {
    this.turn(() => this.assemble(list));
  }

  /** Something a member is said to have sent. Whatever it is, it never throws. */
  receive(from: string, value: unknown): void {
    const message = parse(value);
    if (!message) this.ignore("malformed");
    else if (from === this.self.seat) this.ignore("echo");
    else this.turn(() => this.hear(from, message));
  }

  /** Fresh keys for the same members: before a counter runs out, or to try again after a mismatch. */
  renew(): void {
    this.turn(() => this.begin());
  }

  /** Resolves when everything said so far has been worked off. */
  idle(): Promise<void> {
    return this.turns.idle();
  }

  close(): void {
    this.closed = true;
    this.rest({ state: "alone" });
  }

  private async assemble(list: readonly Member[]): Promise<void> {
    const told = JSON.stringify(list.map((member) => Object.entries(member).sort()).sort());
    if (told === this.told) return;
    this.told = told;
    this.party = null;
    this.stallMs = STALL_MS;
    const members = ordered(list);
    if (!members) throw new Mismatch("members");
    const incapable = members.filter(({ capable }) => !capable).map(({ seat }) => seat);
    if (!this.own(members) || members.length === 1) this.rest({ state: "alone" });
    else if (incapable.length > 0) this.rest({ state: "off", seats: incapable });
    else {
      this.party = members;
      await this.begin();
    }
  }

  private async hear(from: string, message: AgreementMessage): Promise<void> {
    if (message.number > this.number) return this.hearAhead(from, message);
    const attempt = this.attempt;
    // A number is never begun again, so what does not belong to this attempt belongs to none.
    if (!attempt || message.epoch !== toBase64Url(attempt.epoch.id)) return this.ignore("old");
    if (attempt.done) return this.ignore("late");
    await this.work(attempt, from, message);
  }

  private async hearAhead(from: string, message: AgreementMessage): Promise<void> {
    this.mailbox.keep({ from, message });
    const waiting = this.store.get().state === "mismatch";
    if (!waiting && (await this.isOfParty(from, message))) await this.begin();
  }

  /**
   * Begins with the next number, or with the highest that another member of this list is at. The
   * highest wins everywhere, so members whose views had differed meet in the same epoch.
   */
  private async begin(): Promise<void> {
    const members = this.party;
    const self = members && this.own(members);
    const number = Math.max(this.number + 1, await this.highest());
    if (!members || !self || this.closed) return;
    this.begun += 1;
    if (this.begun > MAX_ATTEMPTS || number > MAX_NUMBER) throw new Mismatch("exhausted");
    this.drop();
    this.number = number;
    this.hold();
    this.store.set({ state: "agreeing", number, holding: this.holding });
    const epoch = await epochOf(this.self.visit, number, members);
    const attempt = await Attempt.begin(epoch, self, this.ports);
    if (this.closed) return attempt.wipe();
    this.attempt = attempt;
    this.watch(number);
    const early = this.mailbox.take(toBase64Url(epoch.id), number);
    for (const { from, message } of early) await this.work(attempt, from, message);
  }

  private async work(attempt: Attempt, from: string, message: AgreementMessage): Promise<void> {
    if (!speaks(attempt.epoch, from, message)) return this.ignore("old");
    const established = await attempt.hear(message);
    if (!established || this.closed) return;
    this.cancelStall();
    this.release();
    this.stallMs = STALL_MS;
    this.store.set({ state: "established", established });
  }

  /** The highest number at which another member has spoken in the present list. */
  private async highest(): Promise<number> {
    let highest = 0;
    for (const { from, message } of this.mailbox.all()) {
      if (message.number <= highest) continue;
      if (await this.isOfParty(from, message)) highest = message.number;
    }
    return highest;
  }

  private async isOfParty(from: string, message: AgreementMessage): Promise<boolean> {
    const epoch = await epochOf(this.self.visit, message.number, this.party ?? []);
    return toBase64Url(epoch.id) === message.epoch && speaks(epoch, from, message);
  }

  private watch(number: number): void {
    this.cancelStall = this.ports.clock.after(this.stallMs, () => {
      this.stallMs = Math.min(2 * this.stallMs, LONGEST_STALL_MS);
      this.turn(async () => {
        if (this.number === number && this.attempt && !this.attempt.done) await this.begin();
      });
    });
  }

  private hold(): void {
    if (this.store.get().state !== "established") return;
    this.holding = true;
    this.cancelHold = this.ports.clock.after(HOLD_MS, () => {
      this.holding = false;
      const view = this.store.get();
      if (view.state === "agreeing") this.store.set({ ...view, holding: false });
    });
  }

  private release(): void {
    this.holding = false;
    this.cancelHold();
  }

  private drop(): void {
    this.cancelStall();
    this.attempt?.wipe();
    this.attempt = null;
  }

  private rest(view: AgreementView): void {
    this.drop();
    this.release();
    this.store.set(view);
  }

  private own(members: readonly Member[]): Member | undefined {
    const { seat, instance } = this.self;
    return members.find((member) => member.seat === seat && member.instance === instance);
  }

  private ignore(cause: IgnoreCause): void {
    this.ignored[cause] = (this.ignored[cause] ?? 0) + 1;
  }

  private turn(task: () => Promise<void>): void {
    void this.turns.take(async () => {
      if (this.closed) return;
      await task().catch((error: unknown) => this.fail(error));
    });
  }

  private fail(error: unknown): void {
    if (this.closed) return;
    this.rest({ state: "mismatch", cause: error instanceof Mismatch ? error.code : "failed" });
  }
}

function speaks(epoch: Epoch, from: string, { instance }: AgreementMessage): boolean {
  return epoch.members.some((member) => member.seat === from && member.instance === instance);
}
