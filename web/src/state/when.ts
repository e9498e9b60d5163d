/** Dates and spans in words a patient reads; every instant is shown in the visit's own zone. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "Monday, November 23" */
export function dayWords(instant: string, zone: string, locale = "en"): string {
  return format(instant, zone, locale, { weekday: "long", month: "long", day: "numeric" });
}

/** "2:30 PM" */
export function timeWords(instant: string, zone: string, locale = "en"): string {
  return format(instant, zone, locale, { hour: "numeric", minute: "2-digit" });
}

/** "Berlin time" */
export function zoneWords(zone: string): string {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return `${city} time`;
}

/** The device's own time of the visit if its clock shows another hour, else null. */
export function deviceTime(
  instant: string,
  zone: string,
  deviceZone: string,
  locale = "en",
): string | null {
  const full: Intl.DateTimeFormatOptions = {
    weekday: "long",
    hour: "numeric",
    minute: "2-digit",
  };
  const here = format(instant, deviceZone, locale, full);
  return here === format(instant, zone, locale, full) ? null : here;
}

/** "in 2 days", "in 3 hours", "in 12 minutes", "now", "started 4 minutes ago". */
export function countdown(startsAt: string, now: number): string {
  const left = Date.parse(startsAt) - now;
  if (left >= DAY) return `in ${count(Math.floor(left / DAY), "day")}`;
  if (left >= 2 * HOUR) return `in ${count(Math.floor(left / HOUR), "hour")}`;
  if (left >= MINUTE) return `in ${count(Math.ceil(left / MINUTE), "minute")}`;
  if (left > -MINUTE) return "now";
  if (left > -2 * HOUR) return `started ${count(Math.floor(-left / MINUTE), "minute")} ago`;
  return "started earlier";
}

/** How long somebody has been waiting: "just now", "4 minutes". */
export function waited(since: number, now: number): string {
  const minutes = Math.floor((now - since) / MINUTE);
  return minutes < 1 ? "less than a minute" : count(minutes, "minute");
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function format(
  instant: string,
  zone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string {
  const text = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(
    new Date(instant),
  );
  // Engines differ in the space before AM and PM; a line never breaks there.
  return text.replace(/\s(?=[ap]m\b)/gi, "\u00a0");
}
