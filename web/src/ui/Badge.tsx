/** A short state in a pill: always words, optionally an icon, never colour alone. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons";

export type BadgeTone = "neutral" | "accent" | "info" | "good" | "warn" | "danger";

export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: BadgeTone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className="badge" data-tone={tone}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}
