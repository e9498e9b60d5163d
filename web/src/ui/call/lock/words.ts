/** How private a visit is, in plain words. The same words on both pages, as both people talk about them. */
import type { Lock } from "../../../call/privacy/lock.ts";
import type { IconName } from "../../icons.tsx";

export interface LockWords {
  icon: IconName;
  /** On the badge. */
  label: string;
  /** Goes on where there is room. */
  more?: string;
  title: string;
  /** One paragraph each. */
  text: readonly string[];
}

const NOT_RECORDED = "The visit is not recorded.";

export const LOCK_WORDS: Readonly<Record<Lock, LockWords>> = {
  alone: {
    icon: "person",
    label: "Only you",
    more: " are here",
    title: "Nobody else is here yet",
    text: [
      "As soon as somebody joins, your devices agree on secret keys. Nothing is sent before that.",
      NOT_RECORDED,
    ],
  },
  checking: {
    icon: "clock",
    label: "Checking",
    more: " privacy…",
    title: "Your devices agree on secret keys",
    text: [
      "This takes a few seconds, and again whenever somebody joins or leaves. Nothing leaves this device without protection in the meantime.",
      NOT_RECORDED,
    ],
  },
  encrypted: {
    icon: "lock",
    label: "Encrypted",
    more: " end to end",
    title: "Encrypted end to end",
    text: [
      "Sound, picture and messages are locked on your device. Only the people listed here can open them. The clinic’s server passes them on and cannot listen in.",
      NOT_RECORDED,
    ],
  },
  open: {
    icon: "lockOpen",
    label: "Not fully",
    more: " private",
    title: "Not encrypted end to end",
    text: [
      "Sound, picture and messages are protected on the way to the clinic’s server and from there to the others. But on the server they are open: somebody who controls it could listen in.",
      NOT_RECORDED,
    ],
  },
  broken: {
    icon: "alert",
    label: "Not safe",
    title: "Somebody may be trying to listen in",
    text: [
      "The secret keys of this visit do not match. Sound, picture and messages are stopped until they do.",
    ],
  },
};

/** What is read out when the lock changes; nothing for what passes by itself. */
export const LOCK_NEWS: Readonly<Record<Lock, string>> = {
  alone: "",
  checking: "",
  encrypted: "This visit is encrypted end to end.",
  open: "This visit is not encrypted end to end.",
  broken: "",
};

export const SPOKEN_HOW =
  "Read these three words to each other. If both of you see the same words, nobody in between can listen.";

/** "Your browser", "Pat’s browser", "The browsers of Pat and Dr Ada". */
export function whoseBrowser(names: readonly string[], own: boolean): string {
  if (own) return names.length === 0 ? "Your browser" : `Your browser and that of ${and(names)}`;
  return names.length === 1 ? `The browser of ${and(names)}` : `The browsers of ${and(names)}`;
}

function and(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
}
