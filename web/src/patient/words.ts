/** The patient page's longer texts: titles by step, and one action for every device failure. */
import type { MediaFailure } from "../call/devices/devices.ts";
import type { CheckedView } from "../contract/views.ts";
import type { PatientStep } from "../state/patientStep.ts";

export const titles: Readonly<Record<PatientStep, string>> = {
  opening: "Opening",
  landing: "Your appointment",
  identity: "Your date of birth",
  consent: "Your consent",
  check: "Camera and microphone",
  waiting: "Waiting room",
  in_visit: "In your visit",
  left: "You left the visit",
  gave_up: "You left the waiting room",
  after: "Your visit is over",
  dead_link: "Link not valid",
  elsewhere: "Open on another page",
  trouble: "No connection",
};

/** Locales other than English wait for their own catalogue. */
export const locale = navigator.language.startsWith("en") ? navigator.language : "en";

export interface Words {
  title: string;
  todo: string;
}

export type Device = "camera" | "microphone" | "camera and microphone";

export function deviceWords(failure: MediaFailure, device: Device): Words {
  return WORDS[failure](device, device === "camera and microphone" ? "are" : "is");
}

const WORDS: Readonly<Record<MediaFailure, (device: Device, is: string) => Words>> = {
  denied: (device, is) => ({
    title: `Your ${device} ${is} blocked`,
    todo: `Tap the sign beside the web address at the top, allow the ${device}, then try again.`,
  }),
  none_found: (device) => ({
    title: `No ${device} found`,
    todo: `Connect a ${device}, or open your link on a phone, then try again.`,
  }),
  busy: (device, is) => ({
    title: `Your ${device} ${is} in use`,
    todo: "Close other apps and pages with video or calls, then try again.",
  }),
  insecure: (device) => ({
    title: `Your ${device} cannot be used on this page`,
    todo: "This page was not opened securely. Ask the clinic for a link that starts with https.",
  }),
  unsuitable: (device) => ({
    title: `Your ${device} cannot be used`,
    todo: `Choose or connect another ${device}, then try again.`,
  }),
  unsupported: (device) => ({
    title: `This browser cannot use your ${device}`,
    todo: "Open your link in Chrome, Safari, Edge or Firefox instead.",
  }),
  unknown: (device) => ({
    title: `Your ${device} did not start`,
    todo: "Restart your device, then open this page again.",
  }),
};

/** Null when the connection is not what stands in the way. */
export function connectionWords(cause: CheckedView["cause"]): Words | null {
  return (cause && CONNECTION[cause]) ?? null;
}

const CONNECTION: Readonly<Partial<Record<NonNullable<CheckedView["cause"]>, Words>>> = {
  no_connection: {
    title: "Sound and picture cannot get through",
    todo: "Switch Wi-Fi off or on, or turn off a VPN, then test again.",
  },
  loss: {
    title: "Some of your sound gets lost",
    todo: "Move closer to your Wi-Fi, or use another network. The visit works, but words may be missing.",
  },
  delay: {
    title: "Your sound arrives late",
    todo: "Turn off a VPN, if you use one. In the visit, wait a moment before you answer.",
  },
  slow: {
    title: "Your connection is slow",
    todo: "Close other apps that use the internet. If it stays slow, your sound comes first.",
  },
  udp_blocked: {
    title: "Your network slows down video",
    todo: "The visit works. On another network the picture may be smoother.",
  },
};
