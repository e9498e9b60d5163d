/** A visit's state in one or two words, the same on every staff page. */
import type { VisitState, VisitView } from "../contract/views.ts";
import { Badge, type BadgeTone } from "../ui/Badge.tsx";
import type { IconName } from "../ui/icons.tsx";

interface Look {
  words: string;
  tone: BadgeTone;
  icon: IconName;
}

const LOOKS: Record<VisitState, Look> = {
  booked: { words: "Booked", tone: "neutral", icon: "calendar" },
  waiting: { words: "Waiting", tone: "warn", icon: "clock" },
  in_progress: { words: "In the visit", tone: "accent", icon: "camera" },
  completed: { words: "Done", tone: "good", icon: "check" },
  cancelled: { words: "Cancelled", tone: "neutral", icon: "close" },
  no_show: { words: "Did not come", tone: "neutral", icon: "close" },
};

export function StateBadge({ state }: { state: VisitState }) {
  const { words, tone, icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  );
}

/** Whether the patient has opened the link: the first sign that they will come. */
export function LinkState({ visit }: { visit: VisitView }) {
  const opened = visit.invitation.opened_at !== null;
  return <span className="link-state">{opened ? "Link opened" : "Link not opened yet"}</span>;
}

const OUTCOMES: Record<string, string> = {
  completed: "Completed by video",
  by_phone: "Completed by phone",
  technical_failure: "Ended by a technical failure",
  escalated: "Escalated to emergency care",
};

export function outcomeText(outcome: string | null): string {
  return OUTCOMES[outcome ?? ""] ?? "Ended";
}
