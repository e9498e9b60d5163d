/** Bytes and the text that stands for them. */
import { expect, test } from "vitest";
import { framed, fromBase64Url, toBase64Url, utf8 } from "../bytes.ts";
import { hex } from "./hex.ts";

test("parts_with_other_borders_are_other_bytes", () => {
  expect(framed(utf8("ab"), utf8("c"))).not.toEqual(framed(utf8("a"), utf8("bc")));
  expect(framed(utf8("abc"))).not.toEqual(framed(utf8("abc"), utf8("")));
});

test.each([
  ["", ""],
  ["ff", "_w"],
  ["fbff", "-_8"],
  ["000102", "AAEC"],
])("%s is written %s", (bytes, text) => {
  expect(toBase64Url(hex(bytes))).toBe(text);
  expect(fromBase64Url(text)).toEqual(hex(bytes));
});

test.each(["A", "_x", "AA==", "+w", "A A", "\n"])(
  "'%s' is not what is written for any bytes",
  (text) => {
    expect(fromBase64Url(text)).toBeNull();
  },
);
