/** A value once it has stopped changing: one search per pause in typing instead of one per letter. */
import { useEffect, useState } from "react";
import { systemClock } from "../../state/clock.ts";

const PAUSE_MS = 200;

export function useSettled<T>(value: T, pauseMs = PAUSE_MS): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => systemClock.after(pauseMs, () => setSettled(value)), [value, pauseMs]);
  return settled;
}
