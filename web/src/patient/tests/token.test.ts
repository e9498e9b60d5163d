/** The token leaves the address at once, survives a reload, and is forgotten once used. */
import { beforeEach, expect, test } from "vitest";
import { forgetToken, takeToken } from "../token.ts";

beforeEach(() => window.history.replaceState(null, "", "/join"));

test("the_token_is_taken_out_of_the_address", () => {
  window.history.replaceState(null, "", "/join#secret");
  expect(takeToken(window)).toBe("secret");
  expect(window.location.href).not.toContain("secret");
});

test("a_reload_before_continuing_finds_the_token_again", () => {
  window.history.replaceState(null, "", "/join#secret");
  takeToken(window);
  expect(takeToken(window)).toBe("secret");
});

test("a_used_token_is_forgotten", () => {
  window.history.replaceState(null, "", "/join#secret");
  takeToken(window);
  forgetToken(window);
  expect(takeToken(window)).toBeNull();
});
