/** A signed note: the text, who signed it and when, and the fingerprint anybody can check it by. */
import { useEffect, useRef } from "react";
import type { NoteView, VisitView } from "../../contract/views.ts";
import { dayOf, timeOf } from "../../staff/times.ts";
import { Badge } from "../../ui/Badge.tsx";

/** Enough to compare by eye; the whole of it is in the title. */
const SHORT = 12;

export interface SignedNoteProps {
  note: NoteView;
  visit: VisitView;
  /** Signing removed the button that had focus, so focus comes here; on opening a page it stays where it is. */
  justSigned: boolean;
}

export function SignedNote({ note, visit, justSigned }: SignedNoteProps) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (justSigned) article.current?.focus();
  }, [justSigned]);
  const signer =
    note.signed_by === visit.clinician.id ? visit.clinician.display_name : "another clinician";
  return (
    <article ref={article} className="stack" tabIndex={-1} aria-label="Signed note">
      <p className="signed-text">{note.text}</p>
      <footer className="signed-foot">
        <Badge tone="good" icon="lock">
          Signed
        </Badge>
        {note.signed_at !== null && (
          <span>
            by {signer}, {dayOf(note.signed_at, visit.zone)}, {timeOf(note.signed_at, visit.zone)}
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
