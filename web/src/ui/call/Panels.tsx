/** The panels of a running visit, and the two buttons that open them. */
import type { ReactNode } from "react";
import { ChatButton } from "./chat/ChatButton.tsx";
import { ChatPanel } from "./chat/ChatPanel.tsx";
import { LockBadge } from "./lock/LockBadge.tsx";
import { LockPanel } from "./lock/LockPanel.tsx";
import type { Report } from "./lock/report.ts";
import type { Company } from "./useCompany.ts";

export interface PanelsProps {
  company: Company;
  /** An instant, in milliseconds since 1970, as this page writes times. */
  timeOf: (at: number) => string;
  /** Goes on after "end the video and": where to turn when the keys do not match. */
  wayOut: ReactNode;
  report: Report;
}

export function Panels({ company, timeOf, wayOut, report }: PanelsProps) {
  const { line, lock, privacy, seats, nameOf, sheet } = company;
  const closing = { opener: sheet.opener, onClose: sheet.close };
  if (sheet.which === "lock") {
    const shown = { ...privacy, lock };
    return (
      <LockPanel
        privacy={shown}
        seats={seats}
        own={line.socket.seat}
        onRenew={() => line.privacy.renew()}
        onDiffer={() => report({ state: "mismatch", because: "code" }).catch(() => {})}
        wayOut={wayOut}
        {...closing}
      />
    );
  }
  if (sheet.which !== "chat") return null;
  return <ChatPanel chat={line.chat} lock={lock} nameOf={nameOf} timeOf={timeOf} {...closing} />;
}

export function LockOpener({ company: { lock, sheet } }: { company: Company }) {
  return (
    <LockBadge
      lock={lock}
      open={sheet.which === "lock"}
      onPress={(badge) => sheet.toggle("lock", badge)}
    />
  );
}

export function ChatOpener({ company: { line, nameOf, sheet } }: { company: Company }) {
  return (
    <ChatButton
      chat={line.chat}
      open={sheet.which === "chat"}
      nameOf={nameOf}
      onPress={(button) => sheet.toggle("chat", button)}
    />
  );
}
