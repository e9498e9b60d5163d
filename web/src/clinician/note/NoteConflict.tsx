/** Two windows wrote the same note: shows the other text and lets the person decide. Nothing is dropped unseen. */
import { timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { SavedNote } from "./noteDraft.ts";

export interface NoteConflictProps {
  theirs: SavedNote;
  zone: string;
  onKeepMine: () => void;
  onKeepBoth: () => void;
}

export function NoteConflict({ theirs, zone, onKeepMine, onKeepBoth }: NoteConflictProps) {
  const when = theirs.savedAt === null ? "" : ` at ${timeOf(theirs.savedAt, zone)}`;
  const choices = (
    <div className="row">
      <Button tone="primary" size="small" onClick={onKeepBoth}>
        Keep both texts
      </Button>
      <Button size="small" onClick={onKeepMine}>
        Keep only my text
      </Button>
    </div>
  );
  return (
    <Notice tone="warn" title="This note was also changed in another window." action={choices}>
      <p>Your text above is kept. The other text, saved{when}:</p>
      <blockquote className="note-other">{theirs.text || "(empty)"}</blockquote>
    </Notice>
  );
}
