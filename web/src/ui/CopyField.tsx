/** A value to hand on, with a copy button that says whether it worked. */
import { useEffect, useRef, useState } from "react";
import { Button } from "./Button";
import { FieldFrame } from "./Field";

type Outcome = "idle" | "copied" | "by-hand";

const CONFIRMATION_MS = 4000;

export function CopyField({ label, value }: { label: string; value: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<Outcome>("idle");
  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome("idle"), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  /** The clipboard is missing on an insecure page and may be refused: then the text is selected, ready for Ctrl+C. */
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      input.current?.select();
      setOutcome("by-hand");
    }
  }

  return (
    <FieldFrame label={label}>
      {(ids) => (
        <>
          <div className="copy-field">
            <input
              ref={input}
              className="input"
              readOnly
              value={value}
              {...ids}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button tone="secondary" icon={outcome === "copied" ? "check" : "copy"} onClick={copy}>
              {outcome === "copied" ? "Copied" : "Copy"}
            </Button>
          </div>
          <p className={outcome === "by-hand" ? "field-hint" : "visually-hidden"} role="status">
            {outcome === "copied" && "Link copied."}
            {outcome === "by-hand" &&
              "The browser did not allow copying. The link is selected: press Ctrl+C, or ⌘C on a Mac."}
          </p>
        </>
      )}
    </FieldFrame>
  );
}
