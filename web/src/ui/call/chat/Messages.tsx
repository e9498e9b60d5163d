/** What was written so far. The list keeps to its end, unless somebody has scrolled up to read. */
import { useLayoutEffect, useRef } from "react";
import type { ChatMessage } from "../../../call/privacy/chatRoom.ts";
import { Button } from "../../Button.tsx";
import { Icon } from "../../icons.tsx";

export interface MessagesProps {
  messages: readonly ChatMessage[];
  nameOf: (seat: string) => string;
  timeOf: (at: number) => string;
  onRetry: (message: ChatMessage) => void;
}

/** One finger's slip away from the end still counts as the end. */
const NEAR_PX = 48;

export function Messages({ messages, nameOf, timeOf, onRetry }: MessagesProps) {
  const list = useEnd(messages);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
    <div className="messages" role="log" aria-label="Messages" tabIndex={0} ref={list}>
      {messages.length === 0 && (
        <p className="messages-none">
          <Icon name="chat" />
          Nothing written yet. A link, a name, a dose: here it is easy to read and to copy.
        </p>
      )}
      <ol className="messages-list">
        {messages.map((message) => (
          <Message
            key={message.id}
            message={message}
            name={message.seat === null ? "You" : nameOf(message.seat)}
            time={timeOf(message.at)}
            onRetry={onRetry}
          />
        ))}
      </ol>
    </div>
  );
}

interface MessageProps {
  message: ChatMessage;
  name: string;
  time: string;
  onRetry: (message: ChatMessage) => void;
}

function Message({ message, name, time, onRetry }: MessageProps) {
  const { seat, text, failed } = message;
  return (
    <li className="said" data-own={seat === null || undefined} data-failed={failed || undefined}>
      <p className="said-head">
        <strong>{name}</strong> <span className="numbers">{time}</span>
      </p>
      {text === null ? (
        <p className="said-text" data-unreadable>
          This message could not be opened here. Ask {name} to send it again.
        </p>
      ) : (
        <p className="said-text">{text}</p>
      )}
      {failed && (
        <div className="said-failed">
          <span>
            <Icon name="alert" /> Not sent
          </span>
          <Button size="small" icon="refresh" onClick={() => onRetry(message)}>
            Try again
          </Button>
        </div>
      )}
    </li>
  );
}

function useEnd(messages: readonly ChatMessage[]) {
  const list = useRef<HTMLDivElement>(null);
  const end = useRef(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const read = element.scrollTop + element.clientHeight;
    const own = messages.at(-1)?.seat === null;
    if (own || end.current - read < NEAR_PX) element.scrollTop = element.scrollHeight;
    end.current = element.scrollHeight;
  }, [messages]);
  return list;
}
