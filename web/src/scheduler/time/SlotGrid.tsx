/** The free times of one clinician on one day, morning and afternoon apart. */
import { useQuery } from "@tanstack/react-query";
import { Label, Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { sentenceFor } from "../../api/sentences.ts";
import type { SlotView } from "../../contract/views.ts";
import { slotsOf } from "../../staff/queries.ts";
import { useApi, useMe } from "../../staff/session/context.tsx";
import { type Day, timeOf } from "../../staff/times.ts";
import { Button } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { halvesOf } from "./halves.ts";

export interface SlotGridProps {
  clinician: string;
  day: Day;
  chosen: SlotView | null;
  onChoose: (slot: SlotView) => void;
  errorId: string | undefined;
}

export function SlotGrid({ clinician, day, chosen, onChoose, errorId }: SlotGridProps) {
  const { zone } = useMe().practice;
  const slots = useQuery(slotsOf(useApi(), clinician, day));
  const free = slots.data ?? [];
  // The group itself takes focus when a time is refused: the single times are just being fetched anew.
  const focusable = (group: HTMLDivElement | null) => group?.setAttribute("tabindex", "-1");
  return (
    <RadioGroup
      ref={focusable}
      className="slots"
      value={chosen?.starts_at ?? ""}
      onChange={(start) => {
        const slot = free.find((one) => one.starts_at === start);
        if (slot !== undefined) onChoose(slot);
      }}
      isInvalid={errorId !== undefined}
      aria-describedby={errorId}
    >
      <Label className="part-title">Free times</Label>
      {clinician === "" && <p className="empty">Choose a clinician to see the free times.</p>}
      {clinician !== "" && slots.isPending && <Spinner>Looking for free times…</Spinner>}
      {slots.isError && (
        <div className="row">
          <FieldError>{sentenceFor(slots.error).what}</FieldError>
          <Button size="small" onClick={() => void slots.refetch()}>
            Try again
          </Button>
        </div>
      )}
      {slots.data !== undefined && free.length === 0 && (
        <p className="empty">No free times on this day. Choose another day.</p>
      )}
      {halvesOf(free, zone).map(({ name, slots: half }) => (
        <div key={name} className="slots-half">
          <span className="slots-name">{name}</span>
          <div className="slots-grid">
            {half.map(({ starts_at }) => (
              <Radio key={starts_at} value={starts_at} className="pick slot">
                {timeOf(starts_at, zone)}
              </Radio>
            ))}
          </div>
        </div>
      ))}
    </RadioGroup>
  );
}
