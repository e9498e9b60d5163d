/** A component on an empty page: drawn at once, found by what people read on it. */
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root | null = null;

export function show(node: ReactNode): void {
  if (root === null) {
    document.body.innerHTML = "<div></div>";
    root = createRoot(document.body.firstElementChild as HTMLElement);
  }
  act(() => root?.render(node));
}

export function clear(): void {
  act(() => root?.unmount());
  root = null;
}

export function button(name: string): HTMLButtonElement {
  const all = [...document.querySelectorAll("button")];
  const found = all.find((one) => `${one.ariaLabel ?? ""}${one.textContent}`.includes(name));
  if (!found) throw new Error(`no button "${name}"`);
  return found;
}

export function press(name: string): void {
  act(() => button(name).click());
}

export function text(): string {
  return document.body.textContent ?? "";
}
