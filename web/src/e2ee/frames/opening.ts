/**
 * Opens one protected frame: clear bytes || SFrame header || ciphertext || tag, the clear bytes
 * being authenticated with it. A frame is opened only for the person and role it is shown as, or
 * the server could put one person's picture under another's name.
 */
import { type Bytes, concat } from "../bytes.ts";
import { decodeHeader, type Header, MAX_HEADER_BYTES } from "../sframe/header.ts";
import { TAG_BYTES } from "../sframe/key.ts";
import { type Codec, clearLength, SHORT_CLEAR_LENGTH } from "./codec.ts";
import type { Keyring } from "./keyring.ts";
import { decodeKid, type Role } from "./kid.ts";
import type { RejectCause } from "./tally.ts";

export interface Expected {
  seat: string | null;
  role: Role;
}

export type Opened = { frame: Bytes; epoch: number } | { cause: RejectCause };

export async function openFrame(
  keyring: Keyring,
  expected: Expected,
  codec: Codec,
  frame: Bytes,
): Promise<Opened> {
  const length = clearLength(codec, frame);
  const usual = await openAt(keyring, expected, frame, length);
  if ("frame" in usual || !mayBeShort(frame, length)) return usual;
  const short = await openAt(keyring, expected, frame, SHORT_CLEAR_LENGTH);
  return "frame" in short ? short : usual;
}

/** Whether the sender's frame may have been too short for its clear bytes. */
function mayBeShort(frame: Uint8Array, length: number): boolean {
  return length > SHORT_CLEAR_LENGTH && frame.length < length + MAX_HEADER_BYTES + TAG_BYTES;
}

async function openAt(
  keyring: Keyring,
  expected: Expected,
  frame: Bytes,
  length: number,
): Promise<Opened> {
  const clear = frame.subarray(0, length);
  const sealed = frame.subarray(length);
  const header = readHeader(sealed);
  const id = header && decodeKid(header.kid);
  // No header that we write: most likely somebody sends without protection.
  if (!header || !id) return { cause: "clear" };
  const source = keyring.source(id);
  if (!source) return { cause: "unknown_key" };
  if (source.seat !== expected.seat || source.role !== expected.role) {
    return { cause: "wrong_sender" };
  }
  const plain = await source.open(header.ctr, clear, sealed);
  if (typeof plain === "string") return { cause: plain };
  return { frame: concat(clear, plain), epoch: source.epoch };
}

function readHeader(sealed: Uint8Array): Header | null {
  try {
    const header = decodeHeader(sealed);
    return sealed.length - header.length < TAG_BYTES ? null : header;
  } catch {
    return null;
  }
}
