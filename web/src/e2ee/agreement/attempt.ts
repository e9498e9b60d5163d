/**
 * One member's part in one epoch: commit, reveal, wrap, open. Each step is taken as soon as what it
 * rests on is complete and checked, in whatever order the messages came; a contradiction ends it.
 */
import { BASE_KEY_BYTES, type BaseKey, importBaseKey } from "../baseKey.ts";
import { type Bytes, same, toBase64Url } from "../bytes.ts";
import type { Epoch, Member } from "./members.ts";
import {
  type AgreementMessage,
  bytes,
  type Commit,
  NONCE_BYTES,
  type Reveal,
  type Wrap,
} from "./messages.ts";
import { Mismatch } from "./mismatch.ts";
import { exportPublicKey, importPublicKey, unwrap, wrap } from "./pairwise.ts";
import type { AgreementPorts } from "./ports.ts";
import { Said } from "./said.ts";
import { codeOf, commitment, transcript } from "./transcript.ts";

const IV_BYTES = 12;

/** What all members of an epoch hold at its end. */
export interface Established {
  /** Epoch id as base64url. */
  id: string;
  number: number;
  /** In the order that key ids count. */
  members: readonly Member[];
  /** One's own seat and key, and everybody else's key by seat. */
  seat: string;
  own: BaseKey;
  others: ReadonlyMap<string, BaseKey>;
  /** 24 bits for `spokenCode`: the same for all members unless somebody stands between them. */
  code: Bytes;
}

interface Own {
  pair: CryptoKeyPair;
  publicKey: Bytes;
  nonce: Bytes;
  baseKey: Bytes;
}

export class Attempt {
  private readonly commits: Said<Commit>;
  private readonly reveals: Said<Reveal>;
  private readonly wraps: Said<Wrap>;
  private readonly publicKeys = new Map<string, CryptoKey>();
  private transcript: Bytes | null = null;
  private baseKey: BaseKey | null = null;
  private result: Established | null = null;

  private constructor(
    readonly epoch: Epoch,
    private readonly self: Member,
    private readonly own: Own,
    private readonly ports: AgreementPorts,
  ) {
    this.commits = new Said(epoch.members);
    this.reveals = new Said(epoch.members);
    this.wraps = new Said(epoch.members);
  }

  /** Makes fresh secrets for this epoch and commits to them. */
  static async begin(epoch: Epoch, self: Member, ports: AgreementPorts): Promise<Attempt> {
    const pair = await ports.chance.keyPair();
    const publicKey = await exportPublicKey(pair.publicKey);
    const nonce = ports.chance.bytes(NONCE_BYTES);
    const baseKey = ports.chance.bytes(BASE_KEY_BYTES);
    const attempt = new Attempt(epoch, self, { pair, publicKey, nonce, baseKey }, ports);
    await attempt.commit();
    return attempt;
  }

  get done(): boolean {
    return this.result !== null;
  }

  /** Takes one message of this epoch; the keys, once the last one is there. */
  async hear(message: AgreementMessage): Promise<Established | null> {
    if (this.result) return null;
    if (message.kind === "commit") this.commits.keep(message);
    if (message.kind === "reveal") this.reveals.keep(message);
    if (message.kind === "wrap") this.wraps.keep(message);
    await this.advance();
    return this.result;
  }

  /** Forgets what can be forgotten; the key pair cannot be read anyway. */
  wipe(): void {
    this.own.baseKey.fill(0);
    this.publicKeys.clear();
  }

  private async advance(): Promise<void> {
    if (!this.transcript && this.commits.complete) this.transcript = await this.reveal();
    if (!this.transcript) return;
    for (const message of this.reveals.inOrder()) await this.check(message, this.transcript);
    if (!this.baseKey && this.publicKeys.size === this.epoch.members.length) {
      this.baseKey = await this.handOut(this.transcript);
    }
    if (this.baseKey && this.wraps.complete) {
      this.result = await this.open(this.baseKey, this.transcript);
    }
  }

  private async commit(): Promise<void> {
    const { publicKey, nonce } = this.own;
    const hash = await commitment(this.epoch, this.self, publicKey, nonce);
    this.say(this.commits, { ...this.spoken, kind: "commit", commitment: toBase64Url(hash) });
  }

  /** Only now, with a commitment of everybody: see `codeOf` for what depends on it. */
  private async reveal(): Promise<Bytes> {
    const commitments = this.commits.inOrder().map((commit) => bytes(commit.commitment));
    const hash = await transcript(this.epoch, commitments);
    this.say(this.reveals, {
      ...this.spoken,
      kind: "reveal",
      public_key: toBase64Url(this.own.publicKey),
      nonce: toBase64Url(this.own.nonce),
      transcript: toBase64Url(hash),
    });
    return hash;
  }

  private async check(message: Reveal, hash: Bytes): Promise<void> {
    const member = this.epoch.members.find(({ instance }) => instance === message.instance);
    if (!member || this.publicKeys.has(member.instance)) return;
    if (!same(bytes(message.transcript), hash)) throw new Mismatch("transcript");
    const publicKey = bytes(message.public_key);
    const shown = await commitment(this.epoch, member, publicKey, bytes(message.nonce));
    const promised = this.commits.of(member)?.commitment;
    if (toBase64Url(shown) !== promised) throw new Mismatch("commitment");
    const key = await importPublicKey(publicKey).catch(() => null);
    if (!key) throw new Mismatch("public_key");
    this.publicKeys.set(member.instance, key);
  }

  private async handOut(hash: Bytes): Promise<BaseKey> {
    const { baseKey, pair } = this.own;
    const wraps = this.others(this.self).map(async (to) => {
      const way = { epoch: this.epoch, transcript: hash, from: this.self, to };
      const iv = this.ports.chance.bytes(IV_BYTES);
      return toBase64Url(await wrap(way, pair.privateKey, this.publicKey(to), baseKey, iv));
    });
    this.say(this.wraps, { ...this.spoken, kind: "wrap", wraps: await Promise.all(wraps) });
    const own = await importBaseKey(baseKey);
    baseKey.fill(0);
    return own;
  }

  private async open(own: BaseKey, hash: Bytes): Promise<Established> {
    const others = this.others(this.self).map(async (from): Promise<[string, BaseKey]> => {
      return [from.seat, await this.unwrapped(from, hash)];
    });
    const publicKeys = this.reveals.inOrder().map((reveal) => bytes(reveal.public_key));
    return {
      id: toBase64Url(this.epoch.id),
      number: this.epoch.number,
      members: this.epoch.members,
      seat: this.self.seat,
      own,
      others: new Map(await Promise.all(others)),
      code: await codeOf(hash, publicKeys),
    };
  }

  private async unwrapped(from: Member, hash: Bytes): Promise<BaseKey> {
    const wraps = this.wraps.of(from)?.wraps ?? [];
    const place = this.others(from).findIndex(({ instance }) => instance === this.self.instance);
    const way = { epoch: this.epoch, transcript: hash, from, to: this.self };
    const key = this.publicKey(from);
    try {
      const raw = await unwrap(way, this.own.pair.privateKey, key, bytes(wraps[place] ?? ""));
      const imported = await importBaseKey(raw);
      raw.fill(0);
      return imported;
    } catch {
      throw new Mismatch("wrap");
    }
  }

  private get spoken() {
    const { id, number } = this.epoch;
    return { v: 1, epoch: toBase64Url(id), number, instance: this.self.instance } as const;
  }

  private say<Message extends AgreementMessage>(said: Said<Message>, message: Message): void {
    said.keep(message);
    this.ports.send(message);
  }

  private others({ instance }: Member): Member[] {
    return this.epoch.members.filter((member) => member.instance !== instance);
  }

  private publicKey({ instance }: Member): CryptoKey {
    const key = this.publicKeys.get(instance);
    if (!key) throw new Mismatch("failed");
    return key;
  }
}
