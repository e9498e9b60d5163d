/** "Saved 10:42", "Saving…" or what stands in the way. Only trouble is read out: routine saves would talk all day. */
import { sentenceFor } from "../../api/sentences.ts";
import { timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { DraftView } from "./noteDraft.ts";

export interface SaveStatusProps {
  view: DraftView;
  zone: string;
  onSaveNow: () => void;
}

export function SaveStatus({ view, zone, onSaveNow }: SaveStatusProps) {
  const trouble = troubleOf(view);
  return (
    <div className="save-status" data-kind={view.status.kind}>
      {trouble === null && <span>{routineWords(view, zone)}</span>}
      <span role="status">
        {trouble !== null && (
          <span className="save-trouble">
            <Icon name="alert" />
            {trouble}
          </span>
        )}
      </span>
      {view.status.kind === "retrying" && (
        <Button size="small" onClick={onSaveNow}>
          Save now
        </Button>
      )}
    </div>
  );
}

export function routineWords({ status, savedAt, version }: DraftView, zone: string): string {
  if (status.kind === "saving") return "Saving…";
  if (status.kind === "typing") return "Not saved yet";
  if (savedAt !== null) return `Saved ${timeOf(savedAt, zone)}`;
  return version > 0 ? "Saved" : "Saves by itself while you write";
}

function troubleOf({ status }: DraftView): string | null {
  switch (status.kind) {
    case "retrying":
      return `Not saved – retrying. ${sentenceFor(status.reason).what}`;
    case "conflict":
      return "Not saved: this note was also changed in another window.";
    case "signed":
      return "Not saved: this note has been signed. Copy your text before you leave.";
    default:
      return null;
  }
}
