/** The present, again every so often: for "waiting 4 min" and the like. */
import { useEffect, useState } from "react";
import { every, systemClock } from "../../state/clock.ts";

export function useNow(everyMs = 15_000): Date {
  const [now, setNow] = useState(() => new Date(systemClock.now()));
  useEffect(
    () => every(systemClock, everyMs, () => setNow(new Date(systemClock.now()))),
    [everyMs],
  );
  return now;
}
