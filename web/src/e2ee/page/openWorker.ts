/** Starts the frame Worker of a page. */
import workerUrl from "../worker.ts?worker&url";
import type { WorkerPort } from "./frameLink.ts";

/** Trusted Types are not in the page's type library, and not in every browser. */
interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ) => { createScriptURL: (url: string) => string };
}

/** The Worker itself is what an RTCRtpScriptTransform is made with. */
export function openWorker(): Worker & WorkerPort {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  // The policy has one address to give, so nothing can be smuggled in through it.
  const policy = types?.createPolicy("bedside-frame-worker", { createScriptURL: () => workerUrl });
  const url = policy?.createScriptURL("") ?? workerUrl;
  return new Worker(url, { type: "module", name: "frames" }) as Worker & WorkerPort;
}
