import { expect, test } from "vitest";
import { VirtualClock } from "../../../state/tests/virtualClock.ts";
import { AdmissionTickets } from "../tickets.ts";

const TICKET = { ticket: "t", seat_id: "s", call: true, expires_in_ms: 60_000 };

test("an admission's ticket is given out once, and only for its visit", () => {
  const tickets = new AdmissionTickets(new VirtualClock());
  tickets.put("visit", TICKET);
  expect(tickets.take("another")).toBeNull();
  expect(tickets.take("visit")).toEqual(TICKET);
  expect(tickets.take("visit")).toBeNull();
});

test("a ticket about to expire is not given out", async () => {
  const clock = new VirtualClock();
  const tickets = new AdmissionTickets(clock);
  tickets.put("visit", TICKET);
  await clock.advance(56_000);
  expect(tickets.take("visit")).toBeNull();
});
