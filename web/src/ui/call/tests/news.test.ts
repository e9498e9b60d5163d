import { expect, test } from "vitest";
import type { CallView } from "../../../call/call.ts";
import { type Circumstances, farNews, newsOf } from "../news.ts";
import { aSeat } from "./aSeat.ts";

const CALL: CallView = {
  state: "connected",
  remotes: [],
  screen: null,
  sharing: false,
  quality: "good",
  reason: null,
};
const ALL_WELL: Circumstances = { own: null, others: [aSeat()], lock: "encrypted" };

test("while_all_is_well_nothing_is_said", () => {
  expect(newsOf(CALL, ALL_WELL)).toBeNull();
});

test("one_s_own_connection_comes_before_that_of_others", () => {
  const others = [aSeat({ presence: "reconnecting" })];
  expect(newsOf({ ...CALL, state: "reconnecting" }, { ...ALL_WELL, others })).toContain(
    "Reconnecting",
  );
  expect(newsOf(CALL, { ...ALL_WELL, others })).toContain("coming back");
});

test("silence_is_named_only_where_something_should_arrive", () => {
  const stalled: CallView = { ...CALL, quality: "stalled" };
  expect(newsOf(stalled, ALL_WELL)).toContain("Nothing arrives from Pat Placeholder");
  const others = [aSeat({ muted: true, camera_off: true })];
  expect(newsOf(stalled, { ...ALL_WELL, others })).toBeNull();
  expect(newsOf(stalled, { ...ALL_WELL, lock: "broken" })).toBeNull();
});

test("what_the_server_sees_of_one_s_own_connection_counts_too", () => {
  expect(newsOf(CALL, { ...ALL_WELL, own: aSeat({ link: "weak" }) })).toContain("weak");
  expect(newsOf(CALL, { ...ALL_WELL, own: aSeat({ link: "poor" }) })).toContain("poor");
});

test("of_the_others_the_worst_connection_is_named", () => {
  const others = [aSeat({ name: "Pat", link: "weak" }), aSeat({ name: "Sam", link: "poor" })];
  expect(farNews(others)).toContain("Sam is poor");
  expect(farNews([aSeat({ link: "good" })])).toBeNull();
});
