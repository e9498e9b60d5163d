/**
 * A sender's base key of one epoch: 16 random bytes from which the frame keys and the chat key are
 * derived. Once imported nobody can read it again, not even our own script.
 */
import type { Bytes } from "./bytes.ts";

/** A non-extractable HKDF key; may travel to a Worker by `postMessage`. */
export type BaseKey = CryptoKey;

export const BASE_KEY_BYTES = 16;

export function importBaseKey(raw: Bytes): Promise<BaseKey> {
  return crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey", "deriveBits"]);
}
