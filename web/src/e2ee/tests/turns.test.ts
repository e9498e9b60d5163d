/** Tasks take turns in the order of asking, whatever each of them needs. */
import { expect, test } from "vitest";
import { Turns } from "../turns.ts";

const waits = async (turns: number) => {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
};

test("a_slow_task_is_not_overtaken", async () => {
  const turns = new Turns();
  const done: string[] = [];
  const task = (name: string, length: number) => async () => {
    await waits(length);
    done.push(name);
    return name;
  };
  const results = [turns.take(task("slow", 20)), turns.take(task("quick", 0))];
  expect(await Promise.all(results)).toEqual(["slow", "quick"]);
  expect(done).toEqual(["slow", "quick"]);
});

test("a_task_that_fails_fails_for_itself", async () => {
  const turns = new Turns();
  const failing = turns.take(() => Promise.reject(new Error("no")));
  const next = turns.take(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

test("idle_waits_for_tasks_that_tasks_ask_for", async () => {
  const turns = new Turns();
  let done = false;
  void turns.take(async () => {
    await waits(5);
    void turns.take(async () => {
      await waits(5);
      done = true;
    });
  });
  await turns.idle();
  expect(done).toBe(true);
});
