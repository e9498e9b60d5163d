import { expect, test } from "vitest";
import { NOT_YET, type PrivacyView } from "../../../../call/privacy/lock.ts";
import { Store } from "../../../../state/store.ts";
import { breachOf } from "../breach.ts";
import { reportOf } from "../report.ts";
import { whoseBrowser } from "../words.ts";

function privacy() {
  const store = new Store<PrivacyView>(NOT_YET);
  return { store, turns: (lock: PrivacyView["lock"]) => store.set({ ...NOT_YET, lock }) };
}

test("a_mismatch_is_remembered_although_the_state_goes_on", () => {
  const { store, turns } = privacy();
  const breach = breachOf(store);
  turns("broken");
  turns("encrypted");
  expect(breach.standing.get()).toBe(true);
});

test("a_dismissed_mismatch_stays_dismissed_and_the_next_one_is_said_anew", () => {
  const { store, turns } = privacy();
  const breach = breachOf(store);
  turns("broken");
  breach.dismiss();
  expect(breach.standing.get()).toBe(false);
  turns("checking");
  turns("broken");
  expect(breach.standing.get()).toBe(true);
});

test("one_line_has_one_memory", () => {
  const { store } = privacy();
  expect(breachOf(store)).toBe(breachOf(store));
});

test("the_record_hears_of_what_is_known_and_of_nothing_else", () => {
  const reported = (lock: PrivacyView["lock"], because: string[] = []) =>
    reportOf({ ...NOT_YET, lock, because }, "own");
  expect(reported("alone")).toBeNull();
  expect(reported("checking")).toBeNull();
  expect(reported("encrypted")).toEqual({ state: "end_to_end", because: null });
  expect(reported("open", ["own", "pat"])).toEqual({ state: "server", because: "browser" });
  expect(reported("open", ["pat"])).toEqual({ state: "server", because: "members" });
  expect(reported("broken")).toEqual({ state: "mismatch", because: "keys" });
});

test("whose_browser_cannot_is_said_by_name", () => {
  expect(whoseBrowser([], true)).toBe("Your browser");
  expect(whoseBrowser(["Pat"], false)).toBe("The browser of Pat");
  expect(whoseBrowser(["Pat", "Sam"], false)).toBe("The browsers of Pat and Sam");
  expect(whoseBrowser(["Pat"], true)).toBe("Your browser and that of Pat");
});
