/** The written words of a visit: a list that screen readers follow, and a place to write. */
import { useEffect } from "react";
import type { ChatRoom } from "../../../call/privacy/chatRoom.ts";
import type { Lock } from "../../../call/privacy/lock.ts";
import { Sheet } from "../Sheet.tsx";
import { useView } from "../useView.ts";
import { Composer } from "./Composer.tsx";
import { Messages } from "./Messages.tsx";

export interface ChatPanelProps {
  chat: ChatRoom;
  lock: Lock;
  nameOf: (seat: string) => string;
  /** An instant, in milliseconds since 1970, as this page writes times. */
  timeOf: (at: number) => string;
  opener: HTMLElement | null;
  onClose: () => void;
}

export function ChatPanel({ chat, lock, nameOf, timeOf, opener, onClose }: ChatPanelProps) {
  const { messages, ready } = useView(chat.view);
  useLooking(chat);
  return (
    <Sheet
      title="Chat"
      note="Messages are not kept after the visit."
      opener={opener}
      onClose={onClose}
      focusOn={touches() ? "h2" : "textarea"}
    >
      <Messages
        messages={messages}
        nameOf={nameOf}
        timeOf={timeOf}
        onRetry={(message) => void chat.retry(message)}
      />
      <Composer
        ready={ready}
        waiting={waitingWords(lock)}
        onSend={(text) => void chat.send(text)}
      />
    </Sheet>
  );
}

function waitingWords(lock: Lock): string {
  if (lock === "alone") return "You can write as soon as somebody else is here.";
  if (lock === "broken") return "You cannot write now: the keys of this visit do not match.";
  return "You can write in a moment: your devices agree on secret keys.";
}

/** Open, and not behind another tab. */
function useLooking(chat: ChatRoom): void {
  useEffect(() => {
    const look = () => chat.look(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      chat.look(false);
    };
  }, [chat]);
}

/** On a phone the keyboard would cover what one wants to read. */
function touches(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
