/** A message in the page: what happened, what to do, and at most one action. `live` announces it as it appears. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons";

export type NoticeTone = "info" | "good" | "warn" | "danger" | "neutral";

const SIGN: Record<NoticeTone, IconName> = {
  info: "info",
  good: "check",
  warn: "alert",
  danger: "alert",
  neutral: "info",
};

export interface NoticeProps {
  tone?: NoticeTone;
  icon?: IconName;
  title?: ReactNode;
  /** polite for news, assertive for what stops the person; absent for text that is there from the start. */
  live?: "polite" | "assertive";
  action?: ReactNode;
  children?: ReactNode;
}

export function Notice({ tone = "info", icon, title, live, action, children }: NoticeProps) {
  const role = live === "assertive" ? "alert" : live === "polite" ? "status" : undefined;
  return (
    <div className="notice" data-tone={tone} role={role}>
      <Icon name={icon ?? SIGN[tone]} />
      <div className="notice-body">
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {action !== undefined && <div className="notice-action">{action}</div>}
      </div>
    </div>
  );
}
