/** The day and the free time on it, in the practice's zone. */
import { useId } from "react";
import type { SlotView } from "../../contract/views.ts";
import type { Day } from "../../staff/times.ts";
import { FieldError } from "../../ui/Field.tsx";
import { SlotGrid } from "./SlotGrid.tsx";
import { WeekStrip } from "./WeekStrip.tsx";

export interface TimePickerProps {
  today: Day;
  day: Day;
  onDay: (day: Day) => void;
  clinician: string;
  chosen: SlotView | null;
  onChoose: (slot: SlotView) => void;
  error?: string | undefined;
}

export function TimePicker(props: TimePickerProps) {
  const { today, day, onDay, clinician, chosen, onChoose, error } = props;
  const errorId = useId();
  return (
    <div className="part">
      <WeekStrip today={today} day={day} onDay={onDay} />
      <SlotGrid
        clinician={clinician}
        day={day}
        chosen={chosen}
        onChoose={onChoose}
        errorId={error === undefined ? undefined : errorId}
      />
      <div role="alert">{error !== undefined && <FieldError id={errorId}>{error}</FieldError>}</div>
    </div>
  );
}
