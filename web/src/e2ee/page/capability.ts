/** Whether this browser can protect frames. */

export interface Globals {
  RTCRtpScriptTransform?: unknown;
  Worker?: unknown;
  crypto?: { subtle?: unknown };
}

/** `crypto.subtle` is also absent where the page did not come over HTTPS. */
export function canProtectFrames(globals: Globals = globalThis): boolean {
  return (
    typeof globals.RTCRtpScriptTransform === "function" &&
    typeof globals.Worker === "function" &&
    typeof globals.crypto?.subtle === "object"
  );
}
