/** The note of one visit: being written, or signed and read-only. */
import { useQuery } from "@tanstack/react-query";
import { useId, useRef } from "react";
import type { VisitView } from "../../contract/views.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Failed } from "../../staff/shell/Failed.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { NoteEditor } from "./NoteEditor.tsx";
import { noteOf } from "./noteStore.ts";
import { SignedNote } from "./SignedNote.tsx";

export function NotePanel({ visit }: { visit: VisitView }) {
  const note = useQuery(noteOf(useApi(), visit.id));
  const heading = useId();
  const written = useRef(false);
  if (note.data !== undefined && note.data.status !== "signed") written.current = true;
  return (
    <section className="card note" aria-labelledby={heading}>
      <h2 id={heading} className="note-title">
        <Icon name="note" />
        Note
      </h2>
      {note.isPending && <Spinner>Opening the note…</Spinner>}
      {note.isError && note.data === undefined && (
        <Failed reason={note.error} onRetry={() => void note.refetch()} />
      )}
      {note.data?.status === "signed" && (
        <SignedNote note={note.data} visit={visit} justSigned={written.current} />
      )}
      {note.data !== undefined && note.data.status !== "signed" && (
        <NoteEditor visit={visit} start={note.data} labelledBy={heading} />
      )}
    </section>
  );
}
