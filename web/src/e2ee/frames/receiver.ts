/** The keys of one epoch as a receiver holds them: who may have sent which key id, and what came. */
import type { BaseKey } from "../baseKey.ts";
import type { Bytes } from "../bytes.ts";
import { AES_128_GCM_SHA256_128, SFrameKey } from "../sframe/key.ts";
import { encodeKid, type KeyId, type Role } from "./kid.ts";
import type { EpochKeys } from "./messages.ts";
import { ReplayWindow } from "./replay.ts";

export class Receiver {
  private readonly sources = new Map<bigint, Source>();

  constructor(private readonly keys: EpochKeys) {}

  get epoch(): number {
    return this.keys.number;
  }

  /** Null unless somebody else in this epoch sends under this key id. */
  source(id: KeyId): Source | null {
    const kid = encodeKid(id);
    const known = this.sources.get(kid);
    if (known) return known;
    const member = this.keys.others.find(({ sender }) => sender === id.sender);
    if (!member) return null;
    const made = new Source(this.epoch, member.seat, id.role, kid, member.key);
    this.sources.set(kid, made);
    return made;
  }
}

/** One sender's frames of one role in one epoch. */
export class Source {
  private readonly window = new ReplayWindow();
  private readonly key: Promise<SFrameKey>;

  constructor(
    readonly epoch: number,
    readonly seat: string,
    readonly role: Role,
    kid: bigint,
    base: BaseKey,
  ) {
    this.key = SFrameKey.derive(AES_128_GCM_SHA256_128, base, kid, "decrypt");
  }

  /** What was sealed, or why it is not shown. */
  async open(
    ctr: bigint,
    clear: Uint8Array,
    sealed: Bytes,
  ): Promise<Bytes | "replayed" | "forged"> {
    if (!this.window.isNew(ctr)) return "replayed";
    try {
      const plain = await (await this.key).open(clear, sealed);
      return this.window.accept(ctr) ? plain : "replayed";
    } catch {
      return "forged";
    }
  }
}
