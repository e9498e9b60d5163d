/** Puts the visit on hold: the patient waits again, first in the queue, and the visit goes on from the same page. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { CallButton } from "./CallBar.tsx";

export function StepOut({ visit }: { visit: VisitView }) {
  const api = useApi();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const hold = useMutation({
    mutationFn: () => api.hold(visit.id, visit.rev),
    onSuccess: (fresh) => queries.setQueryData(keys.visit(visit.id), fresh),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.everyVisit }),
  });
  return (
    <>
      <CallButton icon="stepOut" words="Step out" onClick={() => setAsking(true)} />
      <Dialog
        open={asking}
        title="Step out for a moment?"
        onClose={() => setAsking(false)}
        dismissable={!hold.isPending}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Stay</Button>
            <Button tone="primary" busy={hold.isPending} onClick={() => hold.mutate()}>
              {hold.isPending ? "Stepping out…" : "Step out"}
            </Button>
          </>
        }
      >
        <p>
          {visit.patient.display_name} goes back to the waiting room. You can go on at any time.
        </p>
        {hold.error && (
          <Notice tone="warn" live="assertive" title={sentenceFor(hold.error).what}>
            {sentenceFor(hold.error).todo}
          </Notice>
        )}
      </Dialog>
    </>
  );
}
