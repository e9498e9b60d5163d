/**
 * RFC 9605 appendix C.3 for the cipher suites 4 and 5, in hexadecimal. Taken from
 * test-vectors/test-vectors.json of the SFrame working group (sframe-wg/sframe).
 */
import { AES_128_GCM_SHA256_128, AES_256_GCM_SHA512_128 } from "../../../sframe/key.ts";

const COMMON = {
  kid: 0x123n,
  ctr: 0x4567n,
  baseKey: "000102030405060708090a0b0c0d0e0f",
  metadata: "4945544620534672616d65205747",
  plaintext: "64726166742d696574662d736672616d652d656e63",
};

export const CIPHERTEXTS = [
  {
    ...COMMON,
    suite: AES_128_GCM_SHA256_128,
    keyLabel: "534672616d6520312e3020536563726574206b65792000000000000001230004",
    saltLabel: "534672616d6520312e30205365637265742073616c742000000000000001230004",
    key: "d34f547f4ca4f9a7447006fe7fcbf768",
    salt: "75234edefe07819026751816",
    ciphertext:
      "9901234567b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb",
  },
  {
    ...COMMON,
    suite: AES_256_GCM_SHA512_128,
    keyLabel: "534672616d6520312e3020536563726574206b65792000000000000001230005",
    saltLabel: "534672616d6520312e30205365637265742073616c742000000000000001230005",
    key: "d3e27b0d4a5ae9e55df01a70e6d4d28d969b246e2936f4b7a5d9b494da6b9633",
    salt: "84991c167b8cd23c93708ec7",
    ciphertext:
      "990123456794f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279",
  },
];
