import { expect, test } from "vitest";
import { PageTitle } from "../shell/pageTitle.ts";

test("the title names the page and how many wait, in whichever order they come", () => {
  let shown = "";
  const title = new PageTitle((text) => {
    shown = text;
  });
  title.setWaiting(1);
  title.setName("Today");
  expect(shown).toBe("(1) Today · Bedside");
  title.setName("Book a visit");
  expect(shown).toBe("(1) Book a visit · Bedside");
  title.setWaiting(0);
  expect(shown).toBe("Book a visit · Bedside");
});
