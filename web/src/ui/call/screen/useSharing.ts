/** Showing one's own screen: begins and ends with one button, and a refusal is a sentence. */
import { useEffect, useState } from "react";
import { type Sentence, sentenceFor } from "../../../api/sentences.ts";
import type { Seat } from "../../../contract/signaling.ts";

export interface SharingPorts {
  /** Answers the code of a refusal. */
  shareScreen: () => Promise<string | null>;
  stopSharing: () => void;
}

export interface Sharing {
  refusal: Sentence | null;
  start: () => void;
  stop: () => void;
  dismiss: () => void;
}

export function useSharing(ports: SharingPorts, others: readonly Seat[]): Sharing {
  const [refused, setRefused] = useState<string | null>(null);
  const sharer = others.find(({ sharing }) => sharing) ?? null;
  const taken = sharer !== null;
  useEffect(() => {
    // The screen is free again: what was said about it no longer holds.
    if (!taken) setRefused((code) => (code === "screen.taken" ? null : code));
  }, [taken]);
  const start = async () => {
    // Nobody should choose a window first, only to hear then that it cannot be shown.
    setRefused(sharer === null ? await ports.shareScreen() : "screen.taken");
  };
  return {
    refusal: refused === null ? null : refusalOf(refused, sharer),
    start: () => void start(),
    stop: () => {
      setRefused(null);
      ports.stopSharing();
    },
    dismiss: () => setRefused(null),
  };
}

export function refusalOf(code: string, sharer: Seat | null): Sentence {
  const sentence = sentenceFor(code);
  if (code !== "screen.taken" || sharer === null) return sentence;
  return { ...sentence, what: `${sharer.name} is sharing a screen already.` };
}
