/** The SFrame header, RFC 9605 section 4.3: a config byte, then key id and counter as needed. */
import { type Bytes, concat, fromBigEndian } from "../bytes.ts";
import { SFrameError } from "./error.ts";

export interface Header {
  /** Key id and counter: unsigned, up to 64 bits. */
  kid: bigint;
  ctr: bigint;
}

export const MAX_HEADER_BYTES = 17;

/** Values below this stand in the config byte itself. */
const INLINE = 8n;
const EXTENDED = 8;
const MAX = 2n ** 64n - 1n;

export function encodeHeader({ kid, ctr }: Header): Bytes {
  const key = field(kid);
  const counter = field(ctr);
  const config = Uint8Array.of((key.nibble << 4) | counter.nibble);
  return concat(config, key.bytes, counter.bytes);
}

/** Reads the header at the start of `data`; `length` is where the ciphertext begins. */
export function decodeHeader(data: Uint8Array): Header & { length: number } {
  const config = data[0];
  if (config === undefined) throw new SFrameError("malformed");
  const kid = read(config >> 4, data, 1);
  const ctr = read(config & 0x0f, data, kid.end);
  return { kid: kid.value, ctr: ctr.value, length: ctr.end };
}

function field(value: bigint): { nibble: number; bytes: Uint8Array } {
  if (value < 0n || value > MAX) throw new RangeError("not an unsigned 64-bit number");
  if (value < INLINE) return { nibble: Number(value), bytes: new Uint8Array(0) };
  const bytes = minimal(value);
  return { nibble: EXTENDED | (bytes.length - 1), bytes };
}

function minimal(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return Uint8Array.from(bytes);
}

function read(nibble: number, data: Uint8Array, at: number): { value: bigint; end: number } {
  if (nibble < EXTENDED) return { value: BigInt(nibble), end: at };
  const end = at + (nibble & 7) + 1;
  if (end > data.length) throw new SFrameError("malformed");
  const bytes = data.subarray(at, end);
  const value = fromBigEndian(bytes);
  // "MUST be encoded with the minimum number of bytes": one value has one header.
  if (value < INLINE || (bytes.length > 1 && bytes[0] === 0)) throw new SFrameError("malformed");
  return { value, end };
}
