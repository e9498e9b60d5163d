/**
 * Protects one's own frames under the keys of one epoch: one SFrame key and one counter for each
 * role. A counter is taken before anything is awaited and never given back, so none serves twice.
 */
import { type Bytes, concat } from "../bytes.ts";
import { AES_128_GCM_SHA256_128, SFrameKey } from "../sframe/key.ts";
import { type Codec, clearLength, SHORT_CLEAR_LENGTH } from "./codec.ts";
import { encodeKid, type Role } from "./kid.ts";
import type { EpochKeys } from "./messages.ts";

/**
 * Two years of video at 60 frames a second, so no call comes near. At half of it the page is told
 * to agree on fresh keys; at the end of it this sender is silent rather than use a counter again.
 */
export const COUNTER_LIMIT = 2 ** 32;

export class Sender {
  private readonly roles = new Map<Role, { key: Promise<SFrameKey>; next: number }>();

  constructor(
    private readonly keys: EpochKeys,
    private readonly limit = COUNTER_LIMIT,
  ) {}

  get epoch(): number {
    return this.keys.number;
  }

  /** The protected frame, or null once the counter is used up. */
  async protect(role: Role, codec: Codec, frame: Bytes): Promise<Bytes | null> {
    const own = this.role(role);
    if (own.next >= this.limit) return null;
    const ctr = BigInt(own.next);
    own.next += 1;
    const wanted = clearLength(codec, frame);
    const length = wanted <= frame.length ? wanted : SHORT_CLEAR_LENGTH;
    const clear = frame.subarray(0, length);
    const key = await own.key;
    return concat(clear, await key.seal(ctr, clear, frame.subarray(length)));
  }

  /** Whether it is time for fresh keys. */
  get tired(): boolean {
    return [...this.roles.values()].some(({ next }) => next >= this.limit / 2);
  }

  private role(role: Role) {
    const known = this.roles.get(role);
    if (known) return known;
    const { number: epoch, sender, own } = this.keys;
    const kid = encodeKid({ epoch, sender, role });
    const key = SFrameKey.derive(AES_128_GCM_SHA256_128, own, kid, "encrypt");
    const made = { key, next: 0 };
    this.roles.set(role, made);
    return made;
  }
}
