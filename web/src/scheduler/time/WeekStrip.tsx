/** One week as seven buttons; arrows to other weeks, and a date field to jump far. It begins today: past days are not offered. */
import { Label, Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { addDays, type Day, dayText, isDay, weekFrom } from "../../staff/times.ts";
import { Icon } from "../../ui/icons.tsx";

export interface WeekStripProps {
  today: Day;
  day: Day;
  onDay: (day: Day) => void;
}

export function WeekStrip({ today, day, onDay }: WeekStripProps) {
  const week = weekFrom(today, day);
  const earlier = addDays(day, -7);
  return (
    <RadioGroup className="week" value={day} onChange={onDay} orientation="horizontal">
      <div className="week-head">
        <Label className="part-title">Day</Label>
        <span className="week-month" aria-live="polite">
          {dayText(day, "month")}
        </span>
        <div className="week-moves">
          <input
            className="input week-jump"
            type="date"
            aria-label="Go to a date"
            min={today}
            value={day}
            onChange={({ currentTarget: { value } }) =>
              isDay(value) && value >= today && onDay(value)
            }
          />
          <WeekMove
            name="Earlier week"
            icon="chevronLeft"
            disabled={week.includes(today)}
            onMove={() => onDay(earlier < today ? today : earlier)}
          />
          <WeekMove name="Later week" icon="chevronRight" onMove={() => onDay(addDays(day, 7))} />
        </div>
      </div>
      <div className="week-days">
        {week.map((one) => (
          <Radio
            key={one}
            value={one}
            className="pick day"
            aria-label={dayText(one, "full")}
            data-today={one === today || undefined}
          >
            <span className="day-name">{dayText(one, "weekday")}</span>
            <span className="day-number">{dayText(one, "number")}</span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

interface WeekMoveProps {
  name: string;
  icon: "chevronLeft" | "chevronRight";
  disabled?: boolean;
  onMove: () => void;
}

function WeekMove({ name, icon, disabled = false, onMove }: WeekMoveProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      disabled={disabled}
      onClick={onMove}
    >
      <Icon name={icon} />
    </button>
  );
}
