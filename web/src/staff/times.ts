/** Days and times as the practice reads them: every instant is shown in the practice's zone, whatever this computer's is. */

/** A calendar day in the practice's zone, `2026-11-23`. */
export type Day = string;

const DAY_MS = 86_400_000;

/** The page is in English; the person's own English decides between 14:30 and 2:30 pm. */
export function pageLocale(languages: readonly string[]): string {
  return languages.find((language) => language.toLowerCase().startsWith("en-")) ?? "en-GB";
}

const LOCALE = pageLocale(globalThis.navigator?.languages ?? []);

export function timeOf(instant: string, zone: string, locale = LOCALE): string {
  // 08:30 stands in line with 12:30; 8:30 am never had a zero.
  const twelve = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12;
  return new Intl.DateTimeFormat(locale, {
    hour: twelve ? "numeric" : "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(new Date(instant));
}

/** "Monday 23 November" in the practice's zone. */
export function dayOf(instant: string, zone: string, locale = LOCALE): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: zone,
  }).format(new Date(instant));
}

/** The day that `instant` falls on for somebody standing in `zone`. */
export function dayIn(zone: string, instant: Date): Day {
  const parts = new Intl.DateTimeFormat("en", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: zone,
  }).formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** Noon UTC stands for the day, so that no zone rule can shift it. */
function noon(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}

export function addDays(day: Day, count: number): Day {
  return new Date(noon(day).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** The seven days that hold `day`, counted in sevens from `today` on: a scheduler looks ahead, never back. */
export function weekFrom(today: Day, day: Day): Day[] {
  const ahead = Math.round((noon(day).getTime() - noon(today).getTime()) / DAY_MS);
  const first = addDays(today, Math.floor(ahead / 7) * 7);
  return Array.from({ length: 7 }, (_, index) => addDays(first, index));
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(noon(text).getTime());
}

export type DayStyle = "full" | "weekday" | "number" | "month";

const DAY_STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  full: { weekday: "long", day: "numeric", month: "long" },
  weekday: { weekday: "short" },
  number: { day: "numeric" },
  month: { month: "long", year: "numeric" },
};

export function dayText(day: Day, style: DayStyle, locale = LOCALE): string {
  return new Intl.DateTimeFormat(locale, { ...DAY_STYLES[style], timeZone: "UTC" }).format(
    noon(day),
  );
}

/** A date of birth, written so that 3/4 and 4/3 cannot be confused: "4 Mar 1958". */
export function birthDateText(day: Day, locale = LOCALE): string {
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(noon(day));
}

/** "Berlin time, GMT+1": the city people know, and the offset that settles an argument. */
export function zoneText(zone: string, at: Date, locale = LOCALE): string {
  const city = (zone.split("/").pop() ?? zone).replaceAll("_", " ");
  const offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  if (offset === undefined || offset === city) return city;
  return `${city} time, ${offset}`;
}

/** Whole minutes since `instant`, never negative: this computer's clock may run behind the server's. */
export function minutesSince(instant: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000));
}

export function waitedText(minutes: number): string {
  if (minutes < 1) return "Just arrived";
  if (minutes < 60) return `Waiting ${minutes} min`;
  return `Waiting ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
