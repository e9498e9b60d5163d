import { expect, test } from "vitest";
import { ApiError } from "../../../api/errors.ts";
import { noteStore } from "../noteStore.ts";

function storeRefusing(reason: unknown) {
  const refuse = () => Promise.reject(reason);
  return noteStore({ note: refuse, saveNote: refuse }, "visit");
}

test("a version that came first is a conflict, not a failure", async () => {
  const store = storeRefusing(new ApiError(409, "note.stale"));
  await expect(store.save("text", 1)).resolves.toEqual({ kind: "stale" });
});

test("a signature that came first ends the writing", async () => {
  const store = storeRefusing(new ApiError(409, "note.already_signed"));
  await expect(store.save("text", 1)).resolves.toEqual({ kind: "signed" });
});

test("a lost connection stays a failure, to be tried again", async () => {
  const lost = new ApiError(0, "network.failed");
  await expect(storeRefusing(lost).save("text", 1)).rejects.toBe(lost);
});
