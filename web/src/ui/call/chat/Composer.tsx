/** Where a message is written: Enter sends, Shift and Enter begins a new line. */
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { MAX_TEXT } from "../../../call/privacy/chatRoom.ts";
import { Icon } from "../../icons.tsx";

export interface ComposerProps {
  ready: boolean;
  /** Why nothing can be sent while it is not ready. */
  waiting: string;
  onSend: (text: string) => void;
}

/** From here on the end is near enough to be counted. */
const COUNT_FROM = 200;
/** A count that was read out after every letter would drown the letters. */
const SAID_AT = [0, 20, 50, 100, COUNT_FROM];

export function Composer({ ready, waiting, onSend }: ComposerProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const left = MAX_TEXT - text.length;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    field.current?.focus();
    if (!ready || words === "") return;
    onSend(words);
    setText("");
  };
  return (
    <form className="composer" onSubmit={send}>
      <p className="composer-hint" id={hint} role="status">
        {ready ? "" : waiting}
      </p>
      <div className="composer-row">
        <textarea
          ref={field}
          className="input"
          rows={1}
          maxLength={MAX_TEXT}
          enterKeyHint="send"
          aria-label="Message"
          aria-describedby={hint}
          placeholder="Write a message"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={sendOnEnter}
        />
        <button
          type="submit"
          className="composer-send"
          aria-disabled={!ready || text.trim() === ""}
          aria-label="Send"
        >
          <Icon name="send" />
        </button>
      </div>
      {left <= COUNT_FROM && (
        <p className="composer-count numbers" aria-hidden="true">
          {leftWords(left)}
        </p>
      )}
      <span className="visually-hidden" role="status">
        {saidWords(left)}
      </span>
    </form>
  );
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  // While letters are being composed, Enter belongs to the keyboard's own list.
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function leftWords(left: number): string {
  return left === 1 ? "1 character left" : `${left} characters left`;
}

function saidWords(left: number): string {
  const said = SAID_AT.find((count) => left <= count);
  return said === undefined ? "" : leftWords(said);
}
