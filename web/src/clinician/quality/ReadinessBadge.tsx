/** What the patient's device check came to: words and a sign, the colour only repeats them. */
import type { ReadinessView } from "../../contract/views.ts";
import { timeOf } from "../../staff/times.ts";
import { Badge } from "../../ui/Badge.tsx";
import { readinessLook } from "./readiness.ts";

export function ReadinessBadge({ readiness, zone }: { readiness: ReadinessView; zone: string }) {
  const { words, tone, icon } = readinessLook(readiness);
  return (
    <span className="row">
      <Badge tone={tone} icon={icon}>
        {words}
      </Badge>
      <span className="soft">Devices checked at {timeOf(readiness.at, zone)}</span>
    </span>
  );
}
