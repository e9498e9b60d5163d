/** Byte strings: joining, writing, comparing, and the text and digest that stand for them. */

export type Bytes = Uint8Array<ArrayBuffer>;

const LETTERS = /^[A-Za-z0-9_-]*$/;

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Each part after its length, so that no two lists of parts give the same bytes. */
export function framed(...parts: readonly Uint8Array[]): Bytes {
  return concat(...parts.flatMap((part) => [bigEndian(part.length, 4), part]));
}

export function bigEndian(value: number | bigint, length: number): Bytes {
  const bytes = new Uint8Array(length);
  let rest = BigInt(value);
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

export function fromBigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export function utf8(text: string): Bytes {
  return concat(new TextEncoder().encode(text));
}

/** For public values only: it stops at the first difference. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** RFC 4648 section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  const plain = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Null unless `text` is exactly what `toBase64Url` writes for some bytes. */
export function fromBase64Url(text: string): Bytes | null {
  if (!LETTERS.test(text) || text.length % 4 === 1) return null;
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : null;
}

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}
