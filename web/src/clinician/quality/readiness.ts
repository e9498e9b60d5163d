/** What a patient's device check came to, in two or three words. */
import type { ReadinessView } from "../../contract/views.ts";
import type { BadgeTone } from "../../ui/Badge.tsx";
import type { IconName } from "../../ui/icons.tsx";

export interface ReadinessLook {
  words: string;
  tone: BadgeTone;
  icon: IconName;
}

type Cause = NonNullable<ReadinessView["cause"]>;

const CAUSES: Record<Cause, { words: string; icon: IconName }> = {
  no_connection: { words: "No connection", icon: "wifiOff" },
  microphone: { words: "No microphone", icon: "micOff" },
  speaker: { words: "No sound heard", icon: "speaker" },
  camera: { words: "No camera", icon: "cameraOff" },
  loss: { words: "Weak connection", icon: "signalWeak" },
  delay: { words: "Slow connection", icon: "signalWeak" },
  slow: { words: "Weak connection", icon: "signalWeak" },
  udp_blocked: { words: "Restricted network", icon: "alert" },
};

const POOR: Partial<Record<Cause, { words: string; icon: IconName }>> = {
  loss: { words: "Very weak connection", icon: "signalPoor" },
  delay: { words: "Very slow connection", icon: "signalPoor" },
  slow: { words: "Very weak connection", icon: "signalPoor" },
};

export function readinessLook({ grade, cause }: ReadinessView): ReadinessLook {
  if (grade === "green" || cause === null) {
    return { words: "Check passed", tone: "good", icon: "check" };
  }
  if (grade === "red") return { tone: "danger", ...(POOR[cause] ?? CAUSES[cause]) };
  return { tone: "warn", ...CAUSES[cause] };
}
