/** What is wrong with one's own camera or microphone, and the one thing to do about it. */

import type { MediaFailure } from "../../call/devices/devices.ts";
import type { LocalView } from "../../call/devices/local.ts";

const TODO: Record<MediaFailure, string> = {
  denied: "Allow it from the icon in the address bar, then reload this page.",
  none_found: "Plug one in, then switch it on below.",
  busy: "Another program is using it. Close that program, then switch it on below.",
  insecure: "This page was not opened securely. Use the address that begins with https.",
  unsuitable: "Choose another device in the browser's settings.",
  unsupported: "Use a current version of Chrome, Edge, Firefox or Safari.",
  unknown: "Reload this page. If that does not help, restart the browser.",
};

export interface DeviceTrouble {
  what: string;
  todo: string;
}

/** The worse trouble first: without a microphone nobody is heard. */
export function deviceTrouble(local: LocalView): DeviceTrouble | null {
  const { audioFailure, videoFailure } = local;
  if (audioFailure !== null && videoFailure !== null) {
    return { what: "Your camera and microphone do not work.", todo: TODO[audioFailure] };
  }
  if (audioFailure !== null)
    return { what: "The patient cannot hear you.", todo: TODO[audioFailure] };
  if (videoFailure !== null)
    return { what: "The patient cannot see you.", todo: TODO[videoFailure] };
  return null;
}
