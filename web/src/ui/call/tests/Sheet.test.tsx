import { act } from "react";
import { afterEach, expect, test } from "vitest";
import { Sheet, useSheet } from "../Sheet.tsx";
import { button, clear, press, show, text } from "./page.tsx";

afterEach(clear);

function Page() {
  const sheet = useSheet<"one" | "other">();
  return (
    <>
      <button type="button" onClick={(event) => sheet.toggle("one", event.currentTarget)}>
        First
      </button>
      <button type="button" onClick={(event) => sheet.toggle("other", event.currentTarget)}>
        Second
      </button>
      {sheet.which !== null && (
        <Sheet key={sheet.which} title={sheet.which} opener={sheet.opener} onClose={sheet.close}>
          <p>Words</p>
        </Sheet>
      )}
    </>
  );
}

function pressEscape(): void {
  act(() => {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
}

test("an_opened_sheet_takes_the_focus_to_its_title", () => {
  show(<Page />);
  press("First");
  expect(document.activeElement?.tagName).toBe("H2");
});

test("escape_closes_it_and_gives_the_focus_back", () => {
  show(<Page />);
  press("First");
  pressEscape();
  expect(text()).not.toContain("Words");
  expect(document.activeElement).toBe(button("First"));
});

test("whoever_works_outside_of_it_keeps_the_focus", () => {
  show(<Page />);
  press("First");
  button("Second").focus();
  pressEscape();
  expect(document.activeElement).toBe(button("Second"));
});

test("one_sheet_takes_the_place_of_the_other", () => {
  show(<Page />);
  press("First");
  press("Second");
  expect(document.querySelectorAll("dialog")).toHaveLength(1);
  expect(text()).toContain("other");
});
