/** What belongs to one page of one visit, begun together and closed together; in a browser that cannot. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../../state/tests/virtualClock.ts";
import { VisitLine } from "../visitLine.ts";

let line: VisitLine;
let tickets: number;

beforeEach(() => {
  // Where the library finds the server; it dials only when it is told to.
  vi.stubGlobal("location", new URL("https://clinic.example/"));
  tickets = 0;
  line = new VisitLine("visit", async () => {
    tickets += 1;
    return { ticket: "t", seat_id: "seat", call: false, expires_in_ms: 60_000 };
  });
});

afterEach(() => {
  line.close();
  vi.unstubAllGlobals();
});

test("a_line_that_was_not_opened_asks_for_no_ticket", async () => {
  await settled();
  expect([tickets, line.socket.connected]).toEqual([0, false]);
});

test("before_the_line_is_up_nobody_is_told_that_anything_is_private_or_open", () => {
  expect(line.privacy.view.get().lock).toBe("alone");
  expect(line.chat.view.get().ready).toBe(false);
});

test("a_browser_that_cannot_protect_frames_says_so_once_the_line_is_up", () => {
  line.socket.seat = "seat";
  line.socket.listeners.tell("up", undefined);
  expect(line.privacy.instance).toBeNull();
  expect(line.privacy.view.get()).toMatchObject({ lock: "open", because: ["seat"] });
});

test("the_words_of_a_visit_travel_as_its_privacy_says", async () => {
  line.socket.listeners.tell("up", undefined);
  expect(line.chat.view.get().ready).toBe(true);
  line.socket.listeners.tell("chat", { seat: "doctor", body: "open:Good morning" });
  await settled();
  expect(line.chat.view.get().messages).toMatchObject([{ seat: "doctor", text: "Good morning" }]);
});

test("a_message_written_while_the_line_is_down_is_kept_and_marked", async () => {
  line.socket.listeners.tell("up", undefined);
  await line.chat.send("Good morning");
  expect(line.chat.view.get().messages).toMatchObject([{ text: "Good morning", failed: true }]);
});

test("closing_closes_all_of_it", async () => {
  line.socket.listeners.tell("up", undefined);
  line.close();
  line.socket.listeners.tell("chat", { seat: "doctor", body: "open:Good morning" });
  await settled();
  expect(line.chat.view.get().messages).toEqual([]);
  expect(line.privacy.keys.get()).toEqual({ state: "alone" });
});
