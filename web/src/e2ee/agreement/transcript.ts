/** The hashes that bind an agreement together: each commitment, all of them, and the spoken code. */
import { type Bytes, framed, sha256, utf8 } from "../bytes.ts";
import type { Epoch, Member } from "./members.ts";

/** What a member lets be seen of its key before anybody shows one. */
export function commitment(
  epoch: Epoch,
  { seat, instance }: Member,
  publicKey: Bytes,
  nonce: Bytes,
): Promise<Bytes> {
  const label = utf8("bedside e2ee 1 commit");
  return sha256(framed(label, epoch.id, utf8(seat), utf8(instance), publicKey, nonce));
}

/** Over all commitments in the order of the members. */
export function transcript(epoch: Epoch, commitments: readonly Bytes[]): Promise<Bytes> {
  return sha256(framed(utf8("bedside e2ee 1 transcript"), epoch.id, ...commitments));
}

export const CODE_BYTES = 3;

/**
 * The 24 bits that people compare by speaking.
 *
 * So few bits suffice only because of the commitments. A server that puts keys of its own between
 * two people needs keys that give both the same code. Could it see a victim's key before it chose,
 * it would try keys until the codes agree, which is soon done. But each member shows its key
 * only when it holds a commitment of everybody else. So both of the server's keys are fixed before
 * it knows either victim's key, each code is then a random number to it, and it has one try in 2^24
 * for each attempt. How many attempts a page takes part in is limited (`MAX_ATTEMPTS`).
 */
export async function codeOf(transcriptHash: Bytes, publicKeys: readonly Bytes[]): Promise<Bytes> {
  const label = utf8("bedside e2ee 1 code");
  return (await sha256(framed(label, transcriptHash, ...publicKeys))).slice(0, CODE_BYTES);
}
