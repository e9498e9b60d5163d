/** Cancels one visit after a question that names it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { dayOf, timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";

export interface CancelVisitProps {
  /** Null while nothing is asked. */
  visit: VisitView | null;
  onClose: () => void;
}

export function CancelVisit({ visit, onClose }: CancelVisitProps) {
  const api = useApi();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: ({ id, rev }: VisitView) => api.cancel(id, rev),
    onSuccess: close,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.everyVisit });
      void queries.invalidateQueries({ queryKey: keys.everySlot });
    },
  });
  function close() {
    cancel.reset();
    onClose();
  }
  return (
    <Dialog
      open={visit !== null}
      title="Cancel this visit?"
      onClose={close}
      dismissable={!cancel.isPending}
      actions={
        <>
          <Button onClick={close}>Keep the visit</Button>
          <Button
            tone="danger"
            busy={cancel.isPending}
            onClick={() => visit !== null && cancel.mutate(visit)}
          >
            {cancel.isPending ? "Cancelling…" : "Cancel visit"}
          </Button>
        </>
      }
    >
      {visit !== null && (
        <p>
          {visit.patient.display_name} with {visit.clinician.display_name},{" "}
          {dayOf(visit.starts_at, visit.zone)}, {timeOf(visit.starts_at, visit.zone)}. The patient's
          link stops working and the time becomes free.
        </p>
      )}
      {cancel.error && (
        <Notice tone="danger" live="assertive" title={sentenceFor(cancel.error).what}>
          {sentenceFor(cancel.error).todo}
        </Notice>
      )}
    </Dialog>
  );
}
