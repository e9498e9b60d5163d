/** How a visit's connections were, in one sentence that needs no figure. */
import { momentOf, type Person, spanText, type Word } from "./figures.ts";

export interface Verdict {
  tone: "good" | "warn" | "danger" | "neutral";
  words: string;
}

interface Spells {
  name: string;
  seconds: number;
  /** Shares of the time that this person was connected. */
  bad: number;
  poor: number;
}

const SHORT = 0.1;
const HALF = 0.5;
const MUCH_POOR = 0.25;

export function verdictOf(people: readonly Person[]): Verdict {
  const spells = people.filter(({ series }) => series.length > 0).map(spellsOf);
  if (spells.length === 0) {
    return { tone: "neutral", words: "There was no call, so nothing was measured." };
  }
  const worst = spells.reduce((one, other) => (other.bad > one.bad ? other : one));
  if (worst.bad === 0) return { tone: "good", words: "The connection was good the whole time." };
  const who = whoOf(spells);
  if (worst.bad < SHORT) {
    return { tone: "good", words: `The connection was good, with short weak spells for ${who}.` };
  }
  if (worst.poor > MUCH_POOR) {
    return { tone: "danger", words: `The connection was poor for much of the visit for ${who}.` };
  }
  if (worst.bad > HALF) {
    return { tone: "warn", words: `The connection was weak most of the time for ${who}.` };
  }
  const about = spanText(worst.seconds);
  return { tone: "warn", words: `The connection was weak for about ${about} for ${who}.` };
}

function spellsOf({ name, series, spacing_s }: Person): Spells {
  const words = series.map(momentOf);
  const bad = words.filter((word) => word !== "good").length;
  return {
    name,
    seconds: bad * spacing_s,
    bad: bad / words.length,
    poor: share(words, "poor"),
  };
}

function share(words: readonly Word[], wanted: Word): number {
  return words.filter((word) => word === wanted).length / words.length;
}

/** Whoever had it at least half as often as the one who had it most. */
function whoOf(spells: readonly Spells[]): string {
  const most = Math.max(...spells.map(({ bad }) => bad));
  const hit = spells.filter(({ bad }) => bad > 0 && bad >= most / 2);
  if (hit.length > 1 && hit.length === spells.length) return "everybody";
  return hit.map(({ name }) => name).join(" and ");
}
