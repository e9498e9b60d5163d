/** The note being written: text, a truthful line about saving, and the signature once the visit is over. */
import type { NoteView, VisitView } from "../../contract/views.ts";
import { NoteConflict } from "./NoteConflict.tsx";
import { SaveStatus } from "./SaveStatus.tsx";
import { SignNote } from "./SignNote.tsx";
import { useNoteDraft } from "./useNoteDraft.ts";

export interface NoteEditorProps {
  visit: VisitView;
  start: NoteView;
  labelledBy: string;
}

export function NoteEditor({ visit, start, labelledBy }: NoteEditorProps) {
  const { draft, view } = useNoteDraft(visit.id, start);
  const { status } = view;
  return (
    <>
      <textarea
        className="input note-text"
        aria-labelledby={labelledBy}
        placeholder="What you heard, what you found, what you agreed…"
        spellCheck
        value={view.text}
        readOnly={status.kind === "signed"}
        onChange={(event) => draft.type(event.currentTarget.value)}
        onBlur={() => void draft.flush()}
      />
      {status.kind === "conflict" && (
        <NoteConflict
          theirs={status.theirs}
          zone={visit.zone}
          onKeepMine={() => void draft.keepMine()}
          onKeepBoth={() => void draft.keepBoth()}
        />
      )}
      <div className="note-foot">
        <SaveStatus view={view} zone={visit.zone} onSaveNow={() => void draft.flush()} />
        {visit.state === "completed" && (
          <SignNote visit={visit} draft={draft} empty={view.text.trim() === ""} />
        )}
      </div>
    </>
  );
}
