/** A signed note: the text, who signed it and when, and the fingerprint anybody can check it by. */
import { useEffect, useRef } from "react";
import type { NoteView } from "../../contract/views.ts";
import { dayOf, timeOf } from "../../staff/times.ts";
import { Badge } from "../../ui/Badge.tsx";

/** Enough to compare by eye; the whole of it is in the title. */
const SHORT = 12;

export function SignedNote({ note, zone }: { note: NoteView; zone: string }) {
  const article = useRef<HTMLElement>(null);
  // Signing removed the button that had focus; opening a page with a signed note must not steal it.
  useEffect(() => {
    if (document.activeElement === document.body) article.current?.focus();
  }, []);
  return (
    <article ref={article} className="stack" tabIndex={-1} aria-label="Signed note">
      <p className="signed-text">{note.text}</p>
      <footer className="signed-foot">
        <Badge tone="good" icon="lock">
          Signed
        </Badge>
        {note.signed_at !== null && (
          <span>
            {note.signed_by ?? ""}, {dayOf(note.signed_at, zone)}, {timeOf(note.signed_at, zone)}
          </span>
        )}
        {note.content_hash !== null && (
          <span className="signed-hash" title={note.content_hash}>
            Fingerprint <code>{note.content_hash.slice(0, SHORT)}</code>
          </span>
        )}
      </footer>
    </article>
  );
}
