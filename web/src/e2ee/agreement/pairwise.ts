/** How one member hands its base key to one other: ECDH, HKDF, AES-GCM. */
import { type Bytes, concat, framed, utf8 } from "../bytes.ts";
import type { Epoch, Member } from "./members.ts";

const IV_BYTES = 12;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** One direction between two members; each direction has a key of its own. */
export interface Way {
  epoch: Epoch;
  transcript: Bytes;
  from: Member;
  to: Member;
}

/** Throws if this is no point of the curve. */
export function importPublicKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, CURVE, true, []);
}

export async function exportPublicKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

/** The initialisation vector, then the sealed key. */
export async function wrap(way: Way, own: CryptoKey, other: CryptoKey, key: Bytes, iv: Bytes) {
  const wrapping = await keyFor(way, own, other, "encrypt");
  const sealed = await crypto.subtle.encrypt(parameters(way, iv), wrapping, key);
  return concat(iv, new Uint8Array(sealed));
}

/** Throws unless it was wrapped for this way. */
export async function unwrap(way: Way, own: CryptoKey, other: CryptoKey, wrapped: Bytes) {
  const wrapping = await keyFor(way, own, other, "decrypt");
  const iv = wrapped.slice(0, IV_BYTES);
  const sealed = wrapped.subarray(IV_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt(parameters(way, iv), wrapping, sealed));
}

async function keyFor(
  { transcript, from, to }: Way,
  own: CryptoKey,
  other: CryptoKey,
  usage: "encrypt" | "decrypt",
): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  new Uint8Array(shared).fill(0);
  const info = framed(utf8("bedside e2ee 1 wrap"), utf8(from.instance), utf8(to.instance));
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: transcript, info };
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(hkdf, secret, aes, false, [usage]);
}

function parameters({ epoch, from, to }: Way, iv: Bytes): AesGcmParams {
  const label = utf8("bedside e2ee 1 wrap");
  return { name: "AES-GCM", iv, additionalData: framed(label, epoch.id, end(from), end(to)) };
}

function end({ seat, instance }: Member): Bytes {
  return framed(utf8(seat), utf8(instance));
}
