/** The line to the server: fresh tickets, deadlines, and trying again only where it can help. */
import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../../api/errors.ts";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { Connection } from "../connection.ts";
import { FakeWire } from "./fakeWire.ts";

let wire: FakeWire;
let clock: VirtualClock;
let happened: string[];
let tickets: (string | Error)[];
let line: Connection;

beforeEach(() => {
  wire = new FakeWire();
  clock = new VirtualClock();
  happened = [];
  tickets = ["t1", "t2", "t3"];
  const ticket = async () => {
    const next = tickets.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error("no ticket left");
    return { ticket: next };
  };
  line = new Connection(
    "/visit",
    ticket,
    {
      up: () => happened.push("up"),
      down: () => happened.push("down"),
      refused: (code) => happened.push(`refused ${code}`),
      message: (event) => happened.push(event),
    },
    { open: wire.open, clock, random: () => 1 },
  );
});

async function opened(): Promise<void> {
  line.open();
  await settled();
  wire.accept();
}

test("connecting_sends_the_protocol_version_and_a_ticket", async () => {
  await opened();
  expect(wire.credentials).toEqual([{ protocol: 2, ticket: "t1" }]);
});

test("every_reconnect_takes_a_fresh_ticket", async () => {
  await opened();
  wire.breakOff();
  await settled();
  expect(wire.credentials.at(-1)).toEqual({ protocol: 2, ticket: "t2" });
});

test("being_dismissed_by_the_server_leads_to_a_later_try", async () => {
  await opened();
  wire.dismiss();
  await clock.advance(500);
  expect([wire.connects, happened]).toEqual([2, ["up", "down"]]);
});

test("a_used_ticket_is_replaced_by_a_fresh_one", async () => {
  line.open();
  await settled();
  wire.refuse("ticket.used");
  await clock.advance(500);
  expect(wire.credentials.at(-1)).toEqual({ protocol: 2, ticket: "t2" });
});

test("waits_between_refusals_grow", async () => {
  line.open();
  wire.refuse("rate.limited");
  await clock.advance(500);
  wire.refuse("rate.limited");
  await clock.advance(999);
  expect(wire.connects).toBe(2);
  await clock.advance(1);
  expect(wire.connects).toBe(3);
});

test("an_unsupported_protocol_is_not_tried_again", async () => {
  line.open();
  wire.refuse("protocol.unsupported");
  await clock.advance(60_000);
  expect([wire.connects, happened]).toEqual([1, ["refused protocol.unsupported"]]);
});

test("a_session_that_ended_is_not_tried_again", async () => {
  tickets = [new ApiError(401, "auth.session_expired")] as never;
  line.open();
  await clock.advance(60_000);
  expect([wire.connects, happened]).toEqual([1, ["refused auth.session_expired"]]);
});

test("a_ticket_that_cannot_be_fetched_now_is_asked_for_later", async () => {
  tickets = [new ApiError(0, "network.failed"), "t2"] as never;
  line.open();
  await clock.advance(500);
  expect(wire.credentials).toEqual([{ protocol: 2, ticket: "t2" }]);
});

test("a_closed_line_stays_closed", async () => {
  await opened();
  line.close();
  wire.dismiss();
  await clock.advance(60_000);
  expect([wire.connects, clock.pending, happened]).toEqual([1, 0, ["up"]]);
});

test("a_refused_message_throws_its_code", async () => {
  await opened();
  wire.reply = () => ({ ok: false, code: "media.full", retry_after_ms: 900 });
  await expect(line.ask("call:join", {})).rejects.toMatchObject({
    code: "media.full",
    retryAfterMs: 900,
  });
});

test("an_unanswered_message_throws", async () => {
  await opened();
  wire.reply = () => {
    throw new Error("operation has timed out");
  };
  await expect(line.ask("call:join", {})).rejects.toMatchObject({ code: "signal.timeout" });
});

test("nothing_is_kept_for_later_while_the_line_is_down", async () => {
  await opened();
  wire.dismiss();
  await expect(line.ask("call:join", {})).rejects.toMatchObject({ code: "signal.timeout" });
  expect(wire.sent).toEqual([]);
});
