import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Lock, NOT_YET } from "../../../../call/privacy/lock.ts";
import { clear, show, text } from "../../tests/page.tsx";
import { type EncryptionReport, useLockReport } from "../report.ts";
import { useCalmLock } from "../useLock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  clear();
  vi.useRealTimers();
});

const told: EncryptionReport[] = [];

function Page({ lock }: { lock: Lock }) {
  useLockReport({ ...NOT_YET, lock }, "own", async (report) => told.push(report));
  return <p>{useCalmLock(lock)}</p>;
}

function wait(ms: number): void {
  act(() => vi.advanceTimersByTime(ms));
}

test("a_short_check_of_an_encrypted_visit_is_not_shown_and_a_long_one_is", () => {
  show(<Page lock="encrypted" />);
  show(<Page lock="checking" />);
  wait(1_000);
  expect(text()).toBe("encrypted");
  show(<Page lock="encrypted" />);
  wait(5_000);
  show(<Page lock="checking" />);
  wait(2_500);
  expect(text()).toBe("checking");
});

test("what_got_worse_is_shown_at_once", () => {
  show(<Page lock="encrypted" />);
  show(<Page lock="open" />);
  expect(text()).toBe("open");
  show(<Page lock="broken" />);
  expect(text()).toBe("broken");
});

test("each_change_is_told_once_and_a_check_in_between_is_none", () => {
  told.length = 0;
  for (const lock of [
    "checking",
    "encrypted",
    "checking",
    "encrypted",
    "open",
    "broken",
  ] as const) {
    show(<Page lock={lock} />);
  }
  expect(told.map(({ state }) => state)).toEqual(["end_to_end", "server", "mismatch"]);
});
