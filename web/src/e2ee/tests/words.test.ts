/** The words of the spoken code can be said, heard and written down without doubt. */
import { expect, test } from "vitest";
import { ENGLISH } from "../words/en.ts";
import { spokenCode } from "../words/spoken.ts";
import { hex } from "./hex.ts";

test("there_is_one_word_for_each_byte", () => {
  expect(ENGLISH).toHaveLength(256);
  expect(new Set(ENGLISH).size).toBe(256);
});

test("each_word_has_three_to_seven_small_letters", () => {
  expect(ENGLISH.filter((word) => !/^[a-z]{3,7}$/.test(word))).toEqual([]);
});

test("no_two_words_are_one_letter_apart", () => {
  expect(neighbours(ENGLISH)).toEqual([]);
});

test("the_checker_finds_words_that_are_one_letter_apart", () => {
  expect(neighbours(["candle", "handle", "camel"])).toEqual([["candle", "handle"]]);
  expect(neighbours(["plan", "plant", "pant"])).toEqual([
    ["plan", "plant"],
    ["plant", "pant"],
  ]);
});

test("a_code_is_three_words", () => {
  expect(spokenCode(hex("00ff80"))).toEqual([ENGLISH[0], ENGLISH[255], ENGLISH[128]]);
  expect(spokenCode(hex("00ff80"), "en").join(" ")).toBe("acorn zipper lily");
});

function neighbours(words: readonly string[]): string[][] {
  const pairs = words.flatMap((one, at) => words.slice(at + 1).map((other) => [one, other]));
  return pairs.filter(([one = "", other = ""]) => isOneLetterApart(one, other));
}

/** Edit distance 1: what is left between the common start and the common end is one letter or none. */
function isOneLetterApart(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  const shorter = Math.min(one.length, other.length) - start;
  while (end < shorter && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(one.length, other.length) - start - end <= 1;
}
