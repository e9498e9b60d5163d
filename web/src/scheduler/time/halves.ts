/** A day's slots in two halves, as people speak of a day. */
import type { SlotView } from "../../contract/views.ts";

export interface Half {
  name: "Morning" | "Afternoon";
  slots: SlotView[];
}

/** Halves without slots are left out. */
export function halvesOf(slots: readonly SlotView[], zone: string): Half[] {
  const hour = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  const early = (slot: SlotView) => Number(hour.format(new Date(slot.starts_at))) < 12;
  const halves: Half[] = [
    { name: "Morning", slots: slots.filter(early) },
    { name: "Afternoon", slots: slots.filter((slot) => !early(slot)) },
  ];
  return halves.filter((half) => half.slots.length > 0);
}
