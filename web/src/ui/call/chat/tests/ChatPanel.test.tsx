import { act } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChatMessage, ChatRoom, ChatView } from "../../../../call/privacy/chatRoom.ts";
import { Store } from "../../../../state/store.ts";
import { button, clear, press, show, text } from "../../tests/page.tsx";
import { ChatButton } from "../ChatButton.tsx";
import { ChatPanel } from "../ChatPanel.tsx";

const HELLO: ChatMessage = { id: 1, seat: "ada", text: "Hello", at: 0, failed: false };
const OWN: ChatMessage = { id: 2, seat: null, text: "Good day", at: 60_000, failed: false };

class Room {
  readonly view = new Store<ChatView>({ messages: [HELLO, OWN], unread: 0, ready: true });
  readonly sent: string[] = [];
  readonly retried: number[] = [];
  looked = false;

  async send(words: string): Promise<void> {
    this.sent.push(words);
  }

  async retry({ id }: ChatMessage): Promise<void> {
    this.retried.push(id);
  }

  look(looking: boolean): void {
    this.looked = looking;
  }
}

let room: Room;

beforeEach(() => {
  room = new Room();
});

afterEach(clear);

const nameOf = (seat: string) => (seat === "ada" ? "Dr Ada Example" : "Somebody unknown");

function open(): void {
  show(
    <ChatPanel
      chat={room as unknown as ChatRoom}
      lock="encrypted"
      nameOf={nameOf}
      timeOf={(at) => `minute ${at / 60_000}`}
      opener={null}
      onClose={() => {}}
    />,
  );
}

function field(): HTMLTextAreaElement {
  return document.querySelector("textarea") as HTMLTextAreaElement;
}

function type(words: string): void {
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
  act(() => {
    set?.call(field(), words);
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function enter(shiftKey: boolean): void {
  act(() => {
    field().dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", shiftKey, bubbles: true, cancelable: true }),
    );
  });
}

test("messages_have_a_name_and_a_time_and_one_s_own_stand_apart", () => {
  open();
  expect(text()).toContain("Dr Ada Example minute 0Hello");
  expect(document.querySelector("[data-own]")?.textContent).toContain("You minute 1Good day");
  expect(text()).toContain("Messages are not kept after the visit.");
});

test("enter_sends_and_shift_with_enter_does_not", () => {
  open();
  type("  One a day  ");
  enter(true);
  expect(room.sent).toEqual([]);
  enter(false);
  expect(room.sent).toEqual(["One a day"]);
  expect(field().value).toBe("");
});

test("nothing_is_sent_and_nothing_lost_before_it_is_known_how_it_travels", () => {
  room.view.patch({ ready: false });
  open();
  type("One a day");
  enter(false);
  expect(room.sent).toEqual([]);
  expect(field().value).toBe("One a day");
  expect(text()).toContain("You can write in a moment");
});

test("near_the_end_the_characters_are_counted", () => {
  open();
  type("a".repeat(1_700));
  expect(text()).not.toContain("characters left");
  type("a".repeat(1_950));
  expect(text()).toContain("50 characters left");
});

test("a_failed_message_can_be_sent_again", () => {
  room.view.patch({ messages: [{ ...OWN, failed: true }] });
  open();
  expect(text()).toContain("Not sent");
  press("Try again");
  expect(room.retried).toEqual([2]);
});

test("an_unreadable_message_is_said_as_such", () => {
  room.view.patch({ messages: [{ ...HELLO, text: null }] });
  open();
  expect(text()).toContain("could not be opened here");
});

test("the_list_counts_as_looked_at_only_while_it_is_open", () => {
  open();
  expect(room.looked).toBe(true);
  clear();
  expect(room.looked).toBe(false);
});

test("the_button_names_how_many_messages_wait", () => {
  room.view.patch({ unread: 2 });
  show(<ChatButton chat={room} open={false} nameOf={nameOf} onPress={() => {}} />);
  expect(button("Chat").textContent).toContain("2 unread messages");
  expect(text()).toContain("New message from Dr Ada Example");
});
