/** Nobody ever reads a raw error: every code has plain words and one thing to do. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ApiError } from "../errors.ts";
import { codeOf, sentenceFor, sentences } from "../sentences.ts";

const RAISED =
  /\b(?:invalid|unauthenticated|forbidden|missing|conflict|limited|unavailable|gone|HttpRefusal|Refusal|MediaError)\(\s*(?:[A-Za-z.]+,\s*)?"([a-z_]+\.[a-z_]+)"/g;

/** The command line prints a failure's detail instead; no page ever sees these codes. */
const COMMAND_LINE_FILES = /^(command\.py|demo\/)/;
const COMMAND_LINE_CODES = /^(export|keys|settings)\./;

function raisedCodes(): string[] {
  const root = join(import.meta.dirname, "../../../..");
  const codes = ["server", "signaling", "media"].flatMap((room) => {
    const files = readdirSync(join(root, room), { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => file.endsWith(".py") && !COMMAND_LINE_FILES.test(file))
      .flatMap((file) => [...readFileSync(join(root, room, file), "utf8").matchAll(RAISED)])
      .map(([, code]) => code ?? "");
  });
  return [...new Set(codes)].filter((code) => !COMMAND_LINE_CODES.test(code)).sort();
}

test("every_code_that_the_server_raises_has_a_sentence", () => {
  const codes = raisedCodes();
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !(code in sentences))).toEqual([]);
});

test.each(Object.entries(sentences))("%s says what happened and what to do", (_, sentence) => {
  expect(sentence.what).toMatch(/^[A-Z].*\.$/);
  expect(sentence.todo).toMatch(/^[A-Z].*\.$/);
});

test("no_sentence_is_too_long_to_take_in", () => {
  const words = Object.values(sentences).map(({ what, todo }) => [what, todo].join(" ").split(" "));
  expect(Math.max(...words.map((sentence) => sentence.length))).toBeLessThanOrEqual(28);
});

test("an_unknown_failure_still_gets_plain_words", () => {
  expect(sentenceFor(new RangeError("x is undefined")).what).toBe("Something went wrong.");
});

test("a_failure_is_known_by_its_code", () => {
  expect(codeOf(new ApiError(409, "slot.taken"))).toBe("slot.taken");
});
