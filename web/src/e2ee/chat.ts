/**
 * Chat texts under the keys of the agreed epochs. Each text is bound to its epoch, its sender and
 * its number, so the server can neither change it, nor repeat it, nor put it later or elsewhere.
 *
 *     base64url( epoch mark 4 || number 4 || initialisation vector 12 || ciphertext || tag 16 )
 */
import type { Established } from "./agreement/attempt.ts";
import type { BaseKey } from "./baseKey.ts";
import {
  type Bytes,
  bigEndian,
  concat,
  framed,
  fromBase64Url,
  fromBigEndian,
  same,
  toBase64Url,
  utf8,
} from "./bytes.ts";
import { Turns } from "./turns.ts";

/** In UTF-16 code units, as a text field counts. */
export const MAX_TEXT = 2_000;

/** Epochs whose texts can still be opened: a text may have been sent while the members changed. */
export const KEPT_EPOCHS = 2;

export type ChatRefusal = "malformed" | "unknown_key" | "replayed" | "forged" | "too_long";

export type ChatOpened = { text: string } | { refused: ChatRefusal };

const MARK_BYTES = 4;
const NUMBER_BYTES = 4;
const IV_BYTES = 12;
const HEAD_BYTES = MARK_BYTES + NUMBER_BYTES + IV_BYTES;
const LAST_NUMBER = 2 ** 32 - 1;

interface ChatEpoch {
  id: Bytes;
  mark: Bytes;
  seat: string;
  own: BaseKey;
  others: ReadonlyMap<string, BaseKey>;
  sent: number;
  /** The latest number of each seat. */
  heard: Map<string, number>;
}

export class Chat {
  private epochs: readonly ChatEpoch[] = [];
  private readonly used = new Set<string>();
  private readonly turns = new Turns();

  constructor(private readonly randomBytes: (length: number) => Bytes) {}

  /**
   * The newest epoch seals; it and the one before open. An epoch is used once: a second time would
   * start its numbers anew.
   */
  use({ id: name, seat, own, others }: Established): void {
    if (this.used.has(name)) return;
    this.used.add(name);
    const id = fromBase64Url(name) ?? new Uint8Array(0);
    const mark = id.slice(0, MARK_BYTES);
    const epoch = { id, mark, seat, own, others, sent: 0, heard: new Map() };
    this.epochs = [epoch, ...this.epochs].slice(0, KEPT_EPOCHS);
  }

  /** After a mismatch, and whenever protection ends. */
  wipe(): void {
    this.epochs = [];
  }

  /** Null without a key, and for a text that is too long. */
  async seal(text: string): Promise<string | null> {
    const epoch = this.epochs[0];
    if (!epoch || text.length > MAX_TEXT || epoch.sent >= LAST_NUMBER) return null;
    epoch.sent += 1;
    const number = bigEndian(epoch.sent, NUMBER_BYTES);
    const iv = this.randomBytes(IV_BYTES);
    const key = await chatKey(epoch.own, "encrypt");
    const parameters = bound(epoch, epoch.seat, number, iv);
    const sealed = await crypto.subtle.encrypt(parameters, key, utf8(text));
    return toBase64Url(concat(epoch.mark, number, iv, new Uint8Array(sealed)));
  }

  /** What `from` (the seat, as the server says) has written. Texts are opened in their order. */
  open(from: string, sealed: string): Promise<ChatOpened> {
    return this.turns.take(() => this.openNext(from, sealed));
  }

  private async openNext(from: string, sealed: string): Promise<ChatOpened> {
    const data = fromBase64Url(sealed);
    if (!data || data.length < HEAD_BYTES) return { refused: "malformed" };
    const mark = data.subarray(0, MARK_BYTES);
    const epoch = this.epochs.find((known) => same(known.mark, mark));
    const base = epoch?.others.get(from);
    if (!epoch || !base) return { refused: "unknown_key" };
    const number = data.slice(MARK_BYTES, MARK_BYTES + NUMBER_BYTES);
    const place = Number(fromBigEndian(number));
    if (place <= (epoch.heard.get(from) ?? 0)) return { refused: "replayed" };
    const iv = data.slice(MARK_BYTES + NUMBER_BYTES, HEAD_BYTES);
    const parameters = bound(epoch, from, number, iv);
    const plain = await decrypt(await chatKey(base, "decrypt"), parameters, data.slice(HEAD_BYTES));
    if (!plain) return { refused: "forged" };
    epoch.heard.set(from, place);
    const text = new TextDecoder().decode(plain);
    return text.length > MAX_TEXT ? { refused: "too_long" } : { text };
  }
}

function chatKey(base: BaseKey, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const info = utf8("bedside e2ee 1 chat");
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 128 }, false, [usage]);
}

function bound({ id }: ChatEpoch, seat: string, number: Bytes, iv: Bytes): AesGcmParams {
  const additionalData = framed(utf8("bedside e2ee 1 chat"), id, utf8(seat), number);
  return { name: "AES-GCM", iv, additionalData };
}

async function decrypt(key: CryptoKey, parameters: AesGcmParams, sealed: Bytes) {
  try {
    return await crypto.subtle.decrypt(parameters, key, sealed);
  } catch {
    return null;
  }
}
