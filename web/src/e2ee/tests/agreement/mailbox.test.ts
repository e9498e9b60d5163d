/** The mailbox keeps what may be needed, and never more than it should. */
import { expect, test } from "vitest";
import { MAX_LETTERS, Mailbox } from "../../agreement/mailbox.ts";
import type { Commit } from "../../agreement/messages.ts";

function letter(number: number, epoch = `epoch ${number}`) {
  const message: Commit = { v: 1, kind: "commit", epoch, number, instance: "b1", commitment: "" };
  return { from: "bob", message };
}

test("a_full_mailbox_loses_its_oldest_letters", () => {
  const mailbox = new Mailbox();
  for (let number = 1; number <= MAX_LETTERS + 10; number += 1) mailbox.keep(letter(number));
  expect(mailbox.all()).toHaveLength(MAX_LETTERS);
  expect(mailbox.all()[0]).toEqual(letter(11));
});

test("an_epoch_takes_its_letters_and_those_before_it_are_thrown_away", () => {
  const mailbox = new Mailbox();
  for (const each of [letter(1), letter(2), letter(2, "another list"), letter(3)]) {
    mailbox.keep(each);
  }
  expect(mailbox.take("epoch 2", 2)).toEqual([letter(2)]);
  expect(mailbox.all()).toEqual([letter(3)]);
});
