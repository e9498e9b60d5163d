/**
 * Who has just arrived and how insistently to say so: a sound and a sentence for each newcomer, the sound again every
 * twenty seconds while nobody looks at the page, a number in the title as long as somebody waits.
 */

import { type Clock, every } from "../../state/clock.ts";

export interface WaitingVisit {
  id: string;
  patient: string;
  /** As shown on the page, "10:30". */
  time: string;
}

export interface Alarm {
  ring(): void;
  /** Read out by a screen reader, politely. */
  say(sentence: string): void;
  /** How many wait, for the page's title. */
  count(waiting: number): void;
}

export const REPEAT_MS = 20_000;

export class ArrivalAlert {
  private waiting = new Set<string>();
  private unseen = new Set<string>();
  private stop: (() => void) | null = null;

  constructor(
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  /** Call with everyone who waits now, after each fetch; `looking` says whether the page is in front of somebody. */
  update(waiting: readonly WaitingVisit[], looking: boolean): void {
    const newcomers = waiting.filter((visit) => !this.waiting.has(visit.id));
    this.waiting = new Set(waiting.map((visit) => visit.id));
    this.unseen = new Set([...this.unseen].filter((id) => this.waiting.has(id)));
    if (newcomers.length > 0) this.tell(newcomers, looking);
    this.alarm.count(this.waiting.size);
    this.insist();
  }

  /** Somebody looks at the page: no more ringing for those already shown. */
  seen(): void {
    this.unseen.clear();
    this.insist();
  }

  close(): void {
    this.unseen.clear();
    this.insist();
    this.alarm.count(0);
  }

  private tell(newcomers: readonly WaitingVisit[], looking: boolean): void {
    if (!looking) for (const visit of newcomers) this.unseen.add(visit.id);
    this.alarm.ring();
    this.alarm.say(newcomers.map(arrivalSentence).join(" "));
  }

  private insist(): void {
    if (this.unseen.size === 0) {
      this.stop?.();
      this.stop = null;
    } else {
      this.stop ??= every(this.clock, REPEAT_MS, () => this.alarm.ring());
    }
  }
}

function arrivalSentence({ patient, time }: WaitingVisit): string {
  return `${patient} is here for the ${time} visit.`;
}
