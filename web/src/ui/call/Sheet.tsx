/**
 * A panel beside the picture, or below it on a phone. It leaves the visit in sight and in reach, so
 * it is not modal: Escape closes it from anywhere, and the focus goes back to what opened it.
 */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../icons.tsx";

export interface SheetProps {
  title: string;
  /** A line below the title. */
  note?: ReactNode;
  /** The button that opened it. */
  opener: HTMLElement | null;
  onClose: () => void;
  /** Marks what takes the focus first; the title does otherwise. */
  focusOn?: string;
  children: ReactNode;
}

export function Sheet({ title, note, opener, onClose, focusOn, children }: SheetProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useFocus(element, opener, focusOn);
  useEscape(onClose);
  return (
    <dialog open ref={element} className="sheet" aria-labelledby={heading}>
      <header className="sheet-head">
        <div>
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          {note !== undefined && <p className="soft small">{note}</p>}
        </div>
        <button type="button" className="sheet-close" onClick={onClose} aria-label="Close">
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

export interface Opened<T> {
  which: T | null;
  opener: HTMLElement | null;
  toggle: (which: T, opener: HTMLElement) => void;
  close: () => void;
}

/** Which one of a page's sheets is open: one at a time. */
export function useSheet<T>(): Opened<T> {
  const [open, setOpen] = useState<{ which: T; opener: HTMLElement } | null>(null);
  return {
    which: open?.which ?? null,
    opener: open?.opener ?? null,
    toggle: (which, opener) => setOpen(open?.which === which ? null : { which, opener }),
    close: () => setOpen(null),
  };
}

/** The focus goes back only from inside: whoever works somewhere else by now stays there. */
function useFocus(
  element: React.RefObject<HTMLDialogElement | null>,
  opener: HTMLElement | null,
  focusOn = "h2",
): void {
  useLayoutEffect(() => {
    const sheet = element.current;
    sheet?.querySelector<HTMLElement>(focusOn)?.focus();
    return () => {
      if (sheet?.contains(document.activeElement)) opener?.focus();
    };
  }, [element, opener, focusOn]);
}

function useEscape(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (document.querySelector("dialog:modal") === null) latest.current();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
