/** A seat's line: which ticket joins the call, and what each message means. */
import { beforeEach, expect, test } from "vitest";
import { settled, VirtualClock } from "../../state/tests/virtualClock.ts";
import { VisitSocket } from "../visit.ts";
import { FakeWire } from "./fakeWire.ts";

let wire: FakeWire;
let socket: VisitSocket;
let issued: number;
let call: boolean;

beforeEach(async () => {
  wire = new FakeWire();
  issued = 0;
  call = false;
  const ticket = async () => {
    issued += 1;
    return { ticket: `t${issued}`, seat_id: "s", call, expires_in_ms: 60_000 };
  };
  const ports = { open: wire.open, clock: new VirtualClock(), random: () => 1 };
  socket = new VisitSocket(ticket, ports, () => "page");
});

async function opened(): Promise<void> {
  socket.open();
  await settled();
  wire.accept();
}

test("a_line_opened_for_the_call_joins_without_another_ticket", async () => {
  call = true;
  await opened();
  await socket.join(false);
  expect(wire.sent).toEqual([["call:join", {}]]);
});

test("a_line_opened_before_the_admission_joins_with_a_fresh_ticket", async () => {
  await opened();
  await socket.join(false);
  expect(wire.sent).toEqual([["call:join", { ticket: "t2" }]]);
});

test("the_ticket_that_comes_with_the_admission_is_used_once", async () => {
  await opened();
  wire.receive("visit:admitted", { visit: "v", rev: 3, ticket: "admission" });
  await socket.join(false);
  await socket.join(false);
  expect(wire.sent.map(([, data]) => data)).toEqual([{ ticket: "admission" }, { ticket: "t2" }]);
});

test("joining_anew_always_proves_the_right_anew", async () => {
  call = true;
  await opened();
  await socket.join(true);
  expect(wire.sent).toEqual([["call:join", { ticket: "t2" }]]);
});

test("hints_carry_their_name", async () => {
  const hints: string[] = [];
  socket.listeners.on("hint", ({ name, rev }) => hints.push(`${name} ${rev}`));
  await opened();
  wire.receive("visit:ended", { visit: "v", rev: 5 });
  expect(hints).toEqual(["visit:ended 5"]);
});

test("a_replaced_page_does_not_take_the_seat_back", async () => {
  let replaced = 0;
  socket.listeners.on("replaced", () => {
    replaced += 1;
  });
  await opened();
  wire.receive("session:replaced", {});
  wire.dismiss();
  expect([replaced, wire.connects]).toEqual([1, 1]);
});

test("another_page_in_the_seat_is_asked_for_before_it_is_taken", async () => {
  let taken = 0;
  socket.listeners.on("taken", () => {
    taken += 1;
  });
  socket.open();
  await settled();
  wire.refuse("seat.taken");
  expect([taken, wire.connects]).toEqual([1, 1]);
  socket.takeOver();
  await settled();
  expect(wire.credentials).toEqual([
    { protocol: 2, ticket: "t1", page: "page", takeover: false },
    { protocol: 2, ticket: "t2", page: "page", takeover: true },
  ]);
});

test("a_seat_is_taken_over_once_and_not_at_every_reconnect", async () => {
  socket.takeOver();
  await settled();
  wire.accept();
  wire.breakOff();
  await settled();
  expect(wire.credentials.at(-1)).toMatchObject({ takeover: false });
});
