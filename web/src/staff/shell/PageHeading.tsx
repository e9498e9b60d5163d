/** The page's `<h1>`: names the browser tab, and takes focus after a page change so that a screen reader starts here. */
import { type ReactNode, useEffect, useRef } from "react";
import { pageTitle } from "./pageTitle.ts";

let anyPageShown = false;

export function PageHeading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => pageTitle.setName(title), [title]);
  useEffect(() => {
    // The first page of a load leaves focus to the browser, as any web page does.
    if (anyPageShown) heading.current?.focus();
    anyPageShown = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
