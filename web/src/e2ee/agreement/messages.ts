/**
 * What members say to each other through the server: plain JSON, bytes as base64url. The parser
 * takes exactly these shapes and nothing else, for the server may have written every word.
 */
import { type Bytes, fromBase64Url } from "../bytes.ts";
import { MAX_MEMBERS, WORD } from "./members.ts";

interface Spoken {
  v: 1;
  /** Epoch id, 32 bytes, and its number. */
  epoch: string;
  number: number;
  /** The speaking page; its seat is what the server says. */
  instance: string;
}

export interface Commit extends Spoken {
  kind: "commit";
  /** 32 bytes. */
  commitment: string;
}

export interface Reveal extends Spoken {
  kind: "reveal";
  /** A P-256 point, uncompressed: 65 bytes. */
  public_key: string;
  /** 32 bytes. */
  nonce: string;
  /** The transcript hash, 32 bytes. */
  transcript: string;
}

export interface Wrap extends Spoken {
  kind: "wrap";
  /** The sender's base key for each other member, in the order of the member list: 44 bytes each. */
  wraps: string[];
}

export type AgreementMessage = Commit | Reveal | Wrap;

export const HASH_BYTES = 32;
export const NONCE_BYTES = 32;
export const PUBLIC_KEY_BYTES = 65;
export const WRAP_BYTES = 44;
export const MAX_NUMBER = 2 ** 32 - 1;

type Check = (value: unknown) => boolean;

const hash = bytesOf(HASH_BYTES);
const SPOKEN: Record<string, Check> = {
  v: (value) => value === 1,
  kind: () => true,
  epoch: hash,
  number: (value) => Number.isInteger(value) && 1 <= Number(value) && Number(value) <= MAX_NUMBER,
  instance: (value) => typeof value === "string" && WORD.test(value),
};

const SHAPES: Record<AgreementMessage["kind"], Record<string, Check>> = {
  commit: { ...SPOKEN, commitment: hash },
  reveal: {
    ...SPOKEN,
    public_key: bytesOf(PUBLIC_KEY_BYTES),
    nonce: bytesOf(NONCE_BYTES),
    transcript: hash,
  },
  wrap: { ...SPOKEN, wraps: listOf(bytesOf(WRAP_BYTES), MAX_MEMBERS - 1) },
};

/** A copy with its fields in one order; null for whatever is not exactly one of the messages. */
export function parse(value: unknown): AgreementMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get("kind");
  if (kind !== "commit" && kind !== "reveal" && kind !== "wrap") return null;
  const shape = Object.entries(SHAPES[kind]);
  const exact = fields.size === shape.length && shape.every(([name, ok]) => ok(fields.get(name)));
  if (!exact) return null;
  return Object.fromEntries(shape.map(([name]) => [name, fields.get(name)])) as never;
}

/** The bytes of a field that `parse` has seen. */
export function bytes(text: string): Bytes {
  return fromBase64Url(text) ?? new Uint8Array(0);
}

function bytesOf(length: number): Check {
  const letters = Math.ceil((length * 4) / 3);
  return (value) =>
    typeof value === "string" &&
    value.length === letters &&
    fromBase64Url(value)?.length === length;
}

function listOf(check: Check, longest: number): Check {
  return (value) => Array.isArray(value) && value.length <= longest && value.every(check);
}
