/** The patient has not come yet: what is known, and nothing to do but wait, or to note that they did not come. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { useNow } from "../../staff/shell/useNow.ts";
import { timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";

export function BeforeVisit({ visit }: { visit: VisitView }) {
  const opened = visit.invitation.opened_at;
  const late = useNow().getTime() > new Date(visit.starts_at).getTime();
  return (
    <section className="card quiet-card">
      <span className="quiet-mark">
        <Icon name="clock" />
      </span>
      <h2>{visit.patient.display_name} is not here yet</h2>
      <p className="soft">
        {opened === null
          ? "The link in the invitation has not been opened so far."
          : `The link was opened at ${timeOf(opened, visit.zone)}.`}{" "}
        You will hear a sound when the patient comes; this page changes by itself.
      </p>
      {late && <NoShow visit={visit} />}
    </section>
  );
}

function NoShow({ visit }: { visit: VisitView }) {
  const api = useApi();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const mark = useMutation({
    mutationFn: () => api.noShow(visit.id, visit.rev),
    onSuccess: (fresh) => {
      setAsking(false);
      queries.setQueryData(keys.visit(visit.id), fresh);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.everyVisit }),
  });
  return (
    <>
      <Button tone="quiet" onClick={() => setAsking(true)}>
        Mark as not come
      </Button>
      <Dialog
        open={asking}
        title="Mark this visit as not come?"
        onClose={() => setAsking(false)}
        dismissable={!mark.isPending}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep waiting</Button>
            <Button tone="danger" busy={mark.isPending} onClick={() => mark.mutate()}>
              Mark as not come
            </Button>
          </>
        }
      >
        <p>The link in the invitation stops working and the visit is closed.</p>
        {mark.error && (
          <Notice tone="warn" live="assertive" title={sentenceFor(mark.error).what}>
            {sentenceFor(mark.error).todo}
          </Notice>
        )}
      </Dialog>
    </>
  );
}
