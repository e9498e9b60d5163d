/** A new link for a booked visit. The old one stops working, which is said before, not after. */
import { useMutation } from "@tanstack/react-query";
import { sentenceFor } from "../../api/sentences.ts";
import type { VisitView } from "../../contract/views.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Invitation } from "../Invitation.tsx";

export interface FreshLinkProps {
  /** Null while nothing is asked. */
  visit: VisitView | null;
  onClose: () => void;
}

export function FreshLink({ visit, onClose }: FreshLinkProps) {
  const api = useApi();
  const renew = useMutation({ mutationFn: (id: string) => api.renewInvitation(id) });
  function close() {
    renew.reset();
    onClose();
  }
  const done = renew.data !== undefined;
  return (
    <Dialog
      open={visit !== null}
      title={`New link for ${visit?.patient.display_name ?? ""}`}
      onClose={close}
      dismissable={!renew.isPending}
      actions={
        done ? (
          <Button tone="primary" onClick={close}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={close}>Keep the old link</Button>
            <Button
              tone="primary"
              icon="link"
              busy={renew.isPending}
              onClick={() => visit !== null && renew.mutate(visit.id)}
            >
              {renew.isPending ? "Making…" : "Make a new link"}
            </Button>
          </>
        )
      }
    >
      {!done && (
        <p>The link the patient has now stops working. They need the new one to come in.</p>
      )}
      {done && visit !== null && <Invitation invitation={renew.data} zone={visit.zone} />}
      {renew.error && (
        <Notice tone="danger" live="assertive" title={sentenceFor(renew.error).what}>
          {sentenceFor(renew.error).todo}
        </Notice>
      )}
    </Dialog>
  );
}
