/** Signs what is saved, after one question: from then on the text stands as it is. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { NoteDraft } from "./noteDraft.ts";
import { noteOf } from "./noteStore.ts";

export interface SignNoteProps {
  visit: VisitView;
  draft: NoteDraft;
  empty: boolean;
}

/** Signing needs everything typed to be on the server first; the status line says what is in the way. */
class NotSaved extends Error {
  readonly code = "network.failed";
}

export function SignNote({ visit, draft, empty }: SignNoteProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const sign = useMutation({
    async mutationFn() {
      if (!(await draft.flush())) throw new NotSaved();
      const { text, version } = draft.view();
      return { ...(await api.signNote(visit.id, version)), text };
    },
    onSuccess: (signed) => {
      queries.setQueryData(noteOf(api, visit.id).queryKey, signed);
      void queries.invalidateQueries({ queryKey: keys.everyVisit });
    },
  });
  return (
    <>
      <Button tone="primary" icon="lock" disabled={empty} onClick={() => setAsking(true)}>
        Sign note
      </Button>
      <Dialog
        open={asking}
        title="Sign this note?"
        onClose={() => setAsking(false)}
        dismissable={!sign.isPending}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep writing</Button>
            <Button tone="primary" icon="lock" busy={sign.isPending} onClick={() => sign.mutate()}>
              {sign.isPending ? "Signing…" : "Sign note"}
            </Button>
          </>
        }
      >
        <p>Your name, the time and a fingerprint of the text are stored with it.</p>
        <p>After that the text can no longer be changed.</p>
        {sign.error && (
          <Notice tone="danger" live="assertive" title={sentenceFor(sign.error).what}>
            {sentenceFor(sign.error).todo}
          </Notice>
        )}
      </Dialog>
    </>
  );
}
