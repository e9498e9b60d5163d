/** Opens the messages and counts those nobody has looked at; a new one is also read out. */
import type { ChatRoom } from "../../../call/privacy/chatRoom.ts";
import { Icon } from "../../icons.tsx";
import { useView } from "../useView.ts";

export interface ChatButtonProps {
  chat: Pick<ChatRoom, "view">;
  open: boolean;
  nameOf: (seat: string) => string;
  onPress: (button: HTMLElement) => void;
}

export function ChatButton({ chat, open, nameOf, onPress }: ChatButtonProps) {
  const { unread, messages } = useView(chat.view);
  const last = messages.findLast(({ seat }) => seat !== null)?.seat;
  return (
    <>
      <button
        type="button"
        className="call-button"
        aria-expanded={open}
        data-unread={unread > 0 || undefined}
        onClick={(event) => onPress(event.currentTarget)}
      >
        <Icon name="chat" />
        <span>
          Chat
          {unread > 0 && (
            <>
              <span className="unread" aria-hidden="true">
                {unread > 9 ? "9+" : unread}
              </span>
              <span className="visually-hidden">, {unreadWords(unread)}</span>
            </>
          )}
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {unread > 0 && last ? `New message from ${nameOf(last)}` : ""}
      </span>
    </>
  );
}

function unreadWords(unread: number): string {
  return `${unread} unread ${unread === 1 ? "message" : "messages"}`;
}
