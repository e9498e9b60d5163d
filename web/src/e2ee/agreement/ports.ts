/** What an agreement needs from outside: chance, time, and a way to the other members. */
import { type Bytes, toBase64Url } from "../bytes.ts";
import type { Clock } from "../clock.ts";
import type { AgreementMessage } from "./messages.ts";

export interface Chance {
  bytes: (length: number) => Bytes;
  /** A fresh P-256 key pair for ECDH. */
  keyPair: () => Promise<CryptoKeyPair>;
}

export interface AgreementPorts {
  chance: Chance;
  clock: Clock;
  /** To every other member of the visit, through the server. */
  send: (message: AgreementMessage) => void;
}

export const browserChance: Chance = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  keyPair: () =>
    crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]),
};

/** What a page calls itself from one join to the next. */
export function newInstance(chance: Chance = browserChance): string {
  return toBase64Url(chance.bytes(16));
}
