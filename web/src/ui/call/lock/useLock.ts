/** The lock as a page shows it: at once where it got worse, and without flicker while keys change. */
import { useEffect, useState } from "react";
import type { Lock } from "../../../call/privacy/lock.ts";

/** Nothing passes unprotected meanwhile, so a short check need not be seen. */
const CHECKING_MS = 2_000;

export function useCalmLock(lock: Lock): Lock {
  const [shown, setShown] = useState(lock);
  const passing = lock === "checking" && shown === "encrypted";
  useEffect(() => {
    const timer = setTimeout(() => setShown(lock), passing ? CHECKING_MS : 0);
    return () => clearTimeout(timer);
  }, [lock, passing]);
  return passing ? shown : lock;
}
