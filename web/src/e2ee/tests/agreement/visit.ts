/**
 * A visit whose server delivers everything late, in any order and sometimes twice, or as a test
 * says. Only the lists of members come to each page in their order, as on one socket.
 */
import { Agreement } from "../../agreement/agreement.ts";
import type { Member } from "../../agreement/members.ts";
import type { AgreementMessage } from "../../agreement/messages.ts";
import type { Chance } from "../../agreement/ports.ts";
import type { Bytes } from "../../bytes.ts";
import { seeded } from "../seeded.ts";
import { StillClock } from "../stillClock.ts";
import { seededChance } from "./chance.ts";

export interface Page {
  seat: string;
  instance: string;
  agreement: Agreement;
  capable: boolean;
  /** What it sent, oldest first. */
  sent: AgreementMessage[];
  listAt: number;
}

/** How often a message is delivered and after how many milliseconds each time. */
export type Delivery = (from: Page, to: Page, message: AgreementMessage) => readonly number[];

export const atOnce: Delivery = () => [0];

export class Visit {
  readonly clock = new StillClock();
  readonly pages = new Map<string, Page>();
  readonly random: () => number;
  /** All random bytes that pages drew. */
  readonly drawn: Bytes[] = [];
  readonly sent: { from: string; message: AgreementMessage }[] = [];
  private joins = 0;

  constructor(
    seed = 1,
    public delivery: Delivery = atOnce,
    public listDelay: () => number = () => 0,
  ) {
    this.random = seeded(seed);
  }

  /** Joins, or reloads: the same seat with a new instance. */
  join(seat: string, capable = true): Page {
    this.joins += 1;
    this.pages.get(seat)?.agreement.close();
    const instance = `i${this.joins}`;
    const sent: AgreementMessage[] = [];
    const agreement = new Agreement(
      { visit: "visit", seat, instance },
      {
        chance: this.chance(),
        clock: this.clock,
        send: (message) => {
          sent.push(message);
          this.relay(page, message);
        },
      },
    );
    const page: Page = { seat, instance, capable, agreement, sent, listAt: 0 };
    this.pages.set(seat, page);
    this.list();
    return page;
  }

  leave(seat: string): void {
    this.pages.get(seat)?.agreement.close();
    this.pages.delete(seat);
    this.list();
  }

  members(): Member[] {
    const pages = [...this.pages.values()];
    return pages.map(({ seat, instance, capable }) => ({ seat, instance, capable }));
  }

  /** Tells everybody who is there now. */
  list(): void {
    const members = this.members();
    for (const page of this.pages.values()) {
      page.listAt = Math.max(page.listAt + 1, this.clock.now() + this.listDelay());
      this.clock.after(page.listAt - this.clock.now(), () => page.agreement.members(members));
    }
  }

  /** Lets everything happen that will happen within `ms`. */
  async run(ms = Number.POSITIVE_INFINITY): Promise<void> {
    const end = this.clock.now() + ms;
    for (let step = 0; step < 20_000; step += 1) {
      await this.idle();
      if (this.clock.next > end || !this.clock.step()) break;
    }
    await this.idle();
  }

  views() {
    return [...this.pages.values()].map(({ agreement }) => agreement.view.get());
  }

  private chance(): Chance {
    const { bytes, keyPair } = seededChance(this.random);
    const draw = (length: number) => {
      const drawn = bytes(length);
      this.drawn.push(drawn);
      return drawn;
    };
    return { bytes: draw, keyPair };
  }

  private async idle(): Promise<void> {
    for (const { agreement } of this.pages.values()) await agreement.idle();
  }

  private relay(from: Page, message: AgreementMessage): void {
    this.sent.push({ from: from.seat, message });
    for (const to of this.pages.values()) {
      if (to.seat === from.seat) continue;
      for (const ms of this.delivery(from, to, message)) {
        // What travels is text; nobody holds on to the other's object.
        const text = JSON.stringify(message);
        this.clock.after(ms, () => to.agreement.receive(from.seat, JSON.parse(text)));
      }
    }
  }
}

/** Late by up to two seconds, and every fifth message twice. */
export function unruly(random: () => number): Delivery {
  const late = () => Math.floor(random() * 2_000);
  return () => (random() < 0.2 ? [late(), late()] : [late()]);
}
