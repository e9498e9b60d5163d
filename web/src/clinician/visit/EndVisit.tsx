/** Ends the visit with how it went; the note stays open beside it until it is signed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { Outcome, VisitView } from "../../contract/views.ts";
import { keys } from "../../staff/queries.ts";
import { useApi } from "../../staff/session/context.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Choice } from "../../ui/Field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";

const OUTCOMES: readonly { value: Outcome; label: string; detail: string }[] = [
  { value: "completed", label: "Completed by video", detail: "The visit went as planned." },
  {
    value: "by_phone",
    label: "Continued by phone",
    detail: "Video did not do; you spoke by phone.",
  },
  {
    value: "technical_failure",
    label: "Technical failure",
    detail: "It could not be held. This never counts against the patient.",
  },
  {
    value: "escalated",
    label: "Escalated to emergency care",
    detail: "The patient needed help on the spot.",
  },
];

export function EndVisit({ visit }: { visit: VisitView }) {
  const api = useApi();
  const queries = useQueryClient();
  const form = useId();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: (outcome: Outcome) => api.end(visit.id, visit.rev, outcome),
    onSuccess: (fresh) => queries.setQueryData(keys.visit(visit.id), fresh),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.everyVisit }),
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    end.mutate(new FormData(event.currentTarget).get("outcome") as Outcome);
  }
  return (
    <>
      <button
        type="button"
        className="call-button"
        data-tone="danger"
        onClick={() => setAsking(true)}
      >
        <Icon name="phone" />
        <span>End visit</span>
      </button>
      <Dialog
        open={asking}
        title="End this visit?"
        onClose={() => setAsking(false)}
        dismissable={!end.isPending}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Back to the visit</Button>
            <Button type="submit" form={form} tone="danger" busy={end.isPending}>
              {end.isPending ? "Ending…" : "End visit"}
            </Button>
          </>
        }
      >
        <p className="soft">The call closes for both of you. You can finish the note afterwards.</p>
        <form id={form} onSubmit={submit}>
          <fieldset className="stack" data-gap="small">
            <legend className="field-label">How did it go?</legend>
            {OUTCOMES.map(({ value, label, detail }, index) => (
              <Choice
                key={value}
                type="radio"
                name="outcome"
                value={value}
                label={label}
                detail={detail}
                defaultChecked={index === 0}
              />
            ))}
          </fieldset>
        </form>
        {end.error && (
          <Notice tone="danger" live="assertive" title={sentenceFor(end.error).what}>
            {sentenceFor(end.error).todo}
          </Notice>
        )}
      </Dialog>
    </>
  );
}
