/** Randomness and key pairs that follow from a seed, so that a failing schedule can be run again. */
import { createECDH } from "node:crypto";
import type { Chance } from "../../agreement/ports.ts";
import { type Bytes, concat, toBase64Url } from "../../bytes.ts";

export function seededChance(random: () => number): Chance {
  const bytes = (length: number): Bytes =>
    Uint8Array.from({ length }, () => Math.floor(random() * 256));
  return { bytes, keyPair: () => keyPair(bytes(32)) };
}

async function keyPair(secret: Bytes): Promise<CryptoKeyPair> {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  const point = concat(pair.getPublicKey());
  const [x, y] = [toBase64Url(point.subarray(1, 33)), toBase64Url(point.subarray(33))];
  const jwk = { kty: "EC", crv: "P-256", x, y };
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const secretJwk = { ...jwk, d: toBase64Url(secret) };
  return {
    publicKey: await crypto.subtle.importKey("jwk", jwk, curve, true, []),
    privateKey: await crypto.subtle.importKey("jwk", secretJwk, curve, false, ["deriveBits"]),
  };
}
