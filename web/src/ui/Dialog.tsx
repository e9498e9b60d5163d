/** A modal on the browser's own `<dialog>`: focus is trapped and returned, Escape asks to close, nothing to polyfill. */
import { type ReactNode, useEffect, useId, useRef } from "react";

export interface DialogProps {
  open: boolean;
  title: ReactNode;
  /** Escape, the backdrop and `form method="dialog"` all end here; the parent then sets `open` false. */
  onClose: () => void;
  actions?: ReactNode;
  /** False while work is in flight, so that Escape cannot hide its outcome. */
  dismissable?: boolean;
  children: ReactNode;
}

export function Dialog({
  open,
  title,
  onClose,
  actions,
  dismissable = true,
  children,
}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (dismissable) onClose();
      }}
    >
      {open && (
        <div className="dialog-body">
          <h2 id={heading}>{title}</h2>
          {children}
          {actions !== undefined && <div className="dialog-actions">{actions}</div>}
        </div>
      )}
    </dialog>
  );
}
