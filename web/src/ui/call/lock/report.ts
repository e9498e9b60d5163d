/** Tells the record how private the visit is, once for each change. */
import { useEffect, useRef } from "react";
import type { PrivacyView } from "../../../call/privacy/lock.ts";

export interface EncryptionReport {
  state: "end_to_end" | "server" | "mismatch";
  /**
   * Why it is no better: one's own browser cannot, that of somebody else, the keys did not match, or
   * two people read different words to each other.
   */
  because: "browser" | "members" | "keys" | "code" | null;
}

export type Report = (report: EncryptionReport) => Promise<unknown>;

/** Null while nothing is known yet: nobody is there, or keys are being agreed on. */
export function reportOf({ lock, because }: PrivacyView, own: string): EncryptionReport | null {
  if (lock === "encrypted") return { state: "end_to_end", because: null };
  if (lock === "broken") return { state: "mismatch", because: "keys" };
  if (lock !== "open") return null;
  return { state: "server", because: because.includes(own) ? "browser" : "members" };
}

/** Best effort: a report that does not arrive disturbs nobody. */
export function useLockReport(privacy: PrivacyView, own: string, post: Report): void {
  const told = useRef("");
  const send = useRef(post);
  send.current = post;
  const report = reportOf(privacy, own);
  const said = report === null ? "" : JSON.stringify(report);
  useEffect(() => {
    if (said === "" || said === told.current) return;
    told.current = said;
    send.current(JSON.parse(said)).catch(() => {});
  }, [said]);
}
