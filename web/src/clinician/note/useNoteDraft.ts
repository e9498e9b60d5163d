/** Keeps one draft for as long as its editor is on the page, and saves when the page might go away. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { NoteView } from "../../contract/views.ts";
import { useApi, useSessionState } from "../../staff/session/context.tsx";
import { systemClock } from "../../state/clock.ts";
import { NoteDraft } from "./noteDraft.ts";
import { noteStore } from "./noteStore.ts";

export function useNoteDraft(visit: string, start: NoteView) {
  const api = useApi();
  const session = useSessionState().kind;
  const [draft] = useState(
    () =>
      new NoteDraft(
        { version: start.version, text: start.text, savedAt: start.saved_at },
        noteStore(api, visit),
        systemClock,
      ),
  );
  useEffect(() => watchPage(draft), [draft]);
  useEffect(() => {
    // Signed in again after the session ended: what was refused meanwhile is welcome now.
    if (session === "signed-in") void draft.flush();
  }, [draft, session]);
  return { draft, view: useSyncExternalStore(draft.subscribe, draft.view) };
}

function watchPage(draft: NoteDraft): () => void {
  const save = () => void draft.flush();
  const hidden = () => document.visibilityState === "hidden" && save();
  /** Only when saving has failed or is disputed; a save under way outlives the page by itself. */
  const ask = (event: BeforeUnloadEvent) => {
    const { unsaved, status } = draft.view();
    if (unsaved && (status.kind === "retrying" || status.kind === "conflict"))
      event.preventDefault();
  };
  document.addEventListener("visibilitychange", hidden);
  globalThis.addEventListener("pagehide", save);
  globalThis.addEventListener("online", save);
  globalThis.addEventListener("beforeunload", ask);
  return () => {
    document.removeEventListener("visibilitychange", hidden);
    globalThis.removeEventListener("pagehide", save);
    globalThis.removeEventListener("online", save);
    globalThis.removeEventListener("beforeunload", ask);
    save();
    draft.close();
  };
}
