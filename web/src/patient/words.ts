/** The patient page's longer texts: titles by step, and one action for every device failure. */
import type { MediaFailure } from "../call/devices/devices.ts";
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

export interface DeviceWords {
  title: string;
  todo: string;
}

export type Device = "camera" | "microphone" | "camera and microphone";

export function deviceWords(failure: MediaFailure, device: Device): DeviceWords {
  return WORDS[failure](device, device === "camera and microphone" ? "are" : "is");
}

const WORDS: Readonly<Record<MediaFailure, (device: Device, is: string) => DeviceWords>> = {
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
