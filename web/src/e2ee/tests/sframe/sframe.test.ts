/** SFrame against the vectors of its RFC, and against everything that is not SFrame. */
import { expect, test } from "vitest";
import { importBaseKey } from "../../baseKey.ts";
import { SFrameError } from "../../sframe/error.ts";
import { decodeHeader, encodeHeader } from "../../sframe/header.ts";
import { AES_128_GCM_SHA256_128, keyLabel, SFrameKey, saltLabel } from "../../sframe/key.ts";
import { hex, toHex } from "../hex.ts";
import { CIPHERTEXTS } from "./vectors/ciphertexts.ts";
import { HEADERS, VALUES } from "./vectors/headers.ts";

const PAIRS = VALUES.flatMap((kid) => VALUES.map((ctr) => ({ kid, ctr })));

test("every_header_of_the_rfc_is_written_and_read", () => {
  expect(HEADERS).toHaveLength(PAIRS.length);
  expect(PAIRS.map((pair) => toHex(encodeHeader(pair)))).toEqual(HEADERS);
  const read = HEADERS.map((text) => decodeHeader(hex(text)));
  expect(read).toEqual(
    PAIRS.map((pair, at) => ({ ...pair, length: (HEADERS[at] ?? "").length / 2 })),
  );
});

test.each(CIPHERTEXTS)("suite $suite.id derives the key and salt of the rfc", async (vector) => {
  const { suite, kid } = vector;
  expect(toHex(keyLabel(suite, kid))).toBe(vector.keyLabel);
  expect(toHex(saltLabel(suite, kid))).toBe(vector.saltLabel);
  const base = await importBaseKey(hex(vector.baseKey));
  const derived = async (info: string, bits: number) => {
    const hkdf = { name: "HKDF", hash: suite.hash, salt: new Uint8Array(0), info: hex(info) };
    return toHex(new Uint8Array(await crypto.subtle.deriveBits(hkdf, base, bits)));
  };
  expect(await derived(vector.keyLabel, suite.keyBits)).toBe(vector.key);
  expect(await derived(vector.saltLabel, 96)).toBe(vector.salt);
});

test.each(CIPHERTEXTS)(
  "suite $suite.id seals and opens the ciphertext of the rfc",
  async (vector) => {
    const { suite, kid, ctr } = vector;
    const base = await importBaseKey(hex(vector.baseKey));
    const sealing = await SFrameKey.derive(suite, base, kid, "encrypt");
    const opening = await SFrameKey.derive(suite, base, kid, "decrypt");
    const metadata = hex(vector.metadata);
    const sealed = await sealing.seal(ctr, metadata, hex(vector.plaintext));
    expect(toHex(sealed)).toBe(vector.ciphertext);
    expect(toHex(await opening.open(metadata, sealed))).toBe(vector.plaintext);
  },
);

const pairOfKeys = async (kid = 9n) => {
  const base = await importBaseKey(hex("000102030405060708090a0b0c0d0e0f"));
  return {
    sealing: await SFrameKey.derive(AES_128_GCM_SHA256_128, base, kid, "encrypt"),
    opening: await SFrameKey.derive(AES_128_GCM_SHA256_128, base, kid, "decrypt"),
  };
};

test("no_bit_of_a_ciphertext_or_its_metadata_can_be_changed", async () => {
  const { sealing, opening } = await pairOfKeys();
  const metadata = hex("0102");
  const sealed = await sealing.seal(300n, metadata, hex("aabbcc"));
  for (let bit = 0; bit < 8 * sealed.length; bit += 1) {
    await expect(opening.open(metadata, flipped(sealed, bit))).rejects.toThrow(SFrameError);
  }
  for (let bit = 0; bit < 16; bit += 1) {
    await expect(opening.open(flipped(metadata, bit), sealed)).rejects.toThrow(SFrameError);
  }
  expect(toHex(await opening.open(metadata, sealed))).toBe("aabbcc");
});

test("no_part_of_a_ciphertext_opens", async () => {
  const { sealing, opening } = await pairOfKeys();
  const sealed = await sealing.seal(0n, hex(""), hex("aabbcc"));
  for (let length = 0; length < sealed.length; length += 1) {
    await expect(opening.open(hex(""), sealed.slice(0, length))).rejects.toThrow(SFrameError);
  }
});

test.each([
  ["", "nothing at all"],
  ["88", "a length without its bytes"],
  ["99012345", "a counter cut short"],
  ["8007", "a key id that fits the config byte"],
  ["0807", "a counter that fits the config byte"],
  ["900001", "a key id with a leading zero"],
  ["090001", "a counter with a leading zero"],
])("a malformed header %s is refused: %s", (text) => {
  expect(() => decodeHeader(hex(text))).toThrow(new SFrameError("malformed"));
});

test("a_number_beyond_64_bits_has_no_header", () => {
  expect(() => encodeHeader({ kid: 2n ** 64n, ctr: 0n })).toThrow(RangeError);
  expect(() => encodeHeader({ kid: 0n, ctr: -1n })).toThrow(RangeError);
});

test("a_ciphertext_of_another_key_id_is_refused", async () => {
  const { sealing } = await pairOfKeys(9n);
  const { opening } = await pairOfKeys(10n);
  const sealed = await sealing.seal(0n, hex(""), hex("aa"));
  await expect(opening.open(hex(""), sealed)).rejects.toThrow(new SFrameError("forged"));
});

test("a_key_seals_or_opens_and_never_both", async () => {
  const { sealing, opening } = await pairOfKeys();
  const sealed = await sealing.seal(0n, hex(""), hex("aa"));
  await expect(sealing.open(hex(""), sealed)).rejects.toThrow(SFrameError);
  await expect(opening.seal(0n, hex(""), hex("aa"))).rejects.toThrow();
});

function flipped(bytes: Uint8Array<ArrayBuffer>, bit: number): Uint8Array<ArrayBuffer> {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
}
