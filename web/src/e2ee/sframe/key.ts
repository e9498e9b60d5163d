/** SFrame keys and what they seal: RFC 9605 sections 4.4 and 4.5, the two AES-GCM suites. */
import type { BaseKey } from "../baseKey.ts";
import { type Bytes, bigEndian, concat, utf8 } from "../bytes.ts";
import { SFrameError } from "./error.ts";
import { decodeHeader, encodeHeader } from "./header.ts";

export interface CipherSuite {
  /** RFC 9605 section 8.1. */
  id: number;
  hash: "SHA-256" | "SHA-512";
  keyBits: 128 | 256;
}

export const AES_128_GCM_SHA256_128: CipherSuite = { id: 4, hash: "SHA-256", keyBits: 128 };
export const AES_256_GCM_SHA512_128: CipherSuite = { id: 5, hash: "SHA-512", keyBits: 256 };

export const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** "Usable for encryption or decryption, never both": section 4.4.1. */
export type Usage = "encrypt" | "decrypt";

export class SFrameKey {
  private constructor(
    readonly kid: bigint,
    private readonly key: CryptoKey,
    private readonly salt: Bytes,
  ) {}

  static async derive(
    suite: CipherSuite,
    base: BaseKey,
    kid: bigint,
    usage: Usage,
  ): Promise<SFrameKey> {
    const { hash, keyBits: length } = suite;
    const hkdf = (info: Bytes) => ({ name: "HKDF", hash, salt: new Uint8Array(0), info });
    const aes = { name: "AES-GCM", length };
    const [key, salt] = await Promise.all([
      crypto.subtle.deriveKey(hkdf(keyLabel(suite, kid)), base, aes, false, [usage]),
      crypto.subtle.deriveBits(hkdf(saltLabel(suite, kid)), base, NONCE_BYTES * 8),
    ]);
    return new SFrameKey(kid, key, new Uint8Array(salt));
  }

  /** Header, ciphertext and tag. The caller never uses a counter twice. */
  async seal(ctr: bigint, metadata: Uint8Array, plaintext: Bytes): Promise<Bytes> {
    const header = encodeHeader({ kid: this.kid, ctr });
    const sealed = await crypto.subtle.encrypt(
      this.parameters(ctr, header, metadata),
      this.key,
      plaintext,
    );
    return concat(header, new Uint8Array(sealed));
  }

  /** The plaintext, or `SFrameError`; what fails here fails alike, whatever was wrong with it. */
  async open(metadata: Uint8Array, ciphertext: Bytes): Promise<Bytes> {
    const { kid, ctr, length } = decodeHeader(ciphertext);
    if (kid !== this.kid) throw new SFrameError("forged");
    const header = ciphertext.subarray(0, length);
    try {
      const parameters = this.parameters(ctr, header, metadata);
      const body = ciphertext.subarray(length);
      return new Uint8Array(await crypto.subtle.decrypt(parameters, this.key, body));
    } catch {
      throw new SFrameError("forged");
    }
  }

  private parameters(ctr: bigint, header: Uint8Array, metadata: Uint8Array): AesGcmParams {
    const counter = bigEndian(ctr, NONCE_BYTES);
    const iv = this.salt.map((byte, at) => byte ^ (counter[at] ?? 0));
    const additionalData = concat(header, metadata);
    return { name: "AES-GCM", iv, additionalData, tagLength: TAG_BYTES * 8 };
  }
}

export function keyLabel(suite: CipherSuite, kid: bigint): Bytes {
  return label("SFrame 1.0 Secret key ", suite, kid);
}

export function saltLabel(suite: CipherSuite, kid: bigint): Bytes {
  return label("SFrame 1.0 Secret salt ", suite, kid);
}

function label(text: string, suite: CipherSuite, kid: bigint): Bytes {
  return concat(utf8(text), bigEndian(kid, 8), bigEndian(suite.id, 2));
}
