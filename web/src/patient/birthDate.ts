/** A typed date of birth, read forgivingly: "7", "07", "march", "Mar", "84" are all understood. */

export type BirthDateProblem = "missing" | "day" | "month" | "year" | "future";

export interface Typed {
  day: string;
  month: string;
  year: string;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const OLDEST_YEARS = 130;

/** YYYY-MM-DD, or which part is not right. */
export function readBirthDate(
  typed: Typed,
  today: Date,
): { date: string } | { problem: BirthDateProblem } {
  if (!typed.day.trim() || !typed.month.trim() || !typed.year.trim()) return { problem: "missing" };
  const year = readYear(typed.year.trim(), today);
  const month = readMonth(typed.month.trim());
  const day = readNumber(typed.day.trim());
  if (month === null) return { problem: "month" };
  if (year === null) return { problem: "year" };
  const date = new Date(Date.UTC(year, month - 1, day ?? 0));
  if (day === null || day < 1 || date.getUTCMonth() !== month - 1) return { problem: "day" };
  if (date.getTime() > today.getTime()) return { problem: "future" };
  return { date: date.toISOString().slice(0, 10) };
}

function readNumber(text: string): number | null {
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

function readMonth(text: string): number | null {
  const named = MONTHS.indexOf(text.slice(0, 3).toLowerCase());
  if (named >= 0) return named + 1;
  const number = readNumber(text);
  return number !== null && number >= 1 && number <= 12 ? number : null;
}

/** Two digits mean the latest year that is not in the future. */
function readYear(text: string, today: Date): number | null {
  const number = readNumber(text);
  if (number === null || text.length === 1 || text.length === 3) return null;
  const now = today.getUTCFullYear();
  const century = now - (now % 100);
  const year =
    text.length === 2 ? (century + number > now ? century - 100 : century) + number : number;
  return year > now - OLDEST_YEARS && year <= now ? year : null;
}
