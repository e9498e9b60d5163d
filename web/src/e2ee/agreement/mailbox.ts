/**
 * Messages of epochs that this page has not heard of yet: somebody else's view of the members may be
 * ahead of its own. Bounded, because the server could fill it.
 */
import type { AgreementMessage } from "./messages.ts";

export interface Letter {
  /** The seat it came from, as the server says. */
  from: string;
  message: AgreementMessage;
}

export const MAX_LETTERS = 256;

export class Mailbox {
  private letters: Letter[] = [];

  keep(letter: Letter): void {
    this.letters.push(letter);
    this.letters = this.letters.slice(-MAX_LETTERS);
  }

  all(): readonly Letter[] {
    return this.letters;
  }

  /** Hands over the letters of an epoch, and throws away all that are not of a later one. */
  take(epoch: string, number: number): Letter[] {
    const taken = this.letters.filter(({ message }) => message.epoch === epoch);
    this.letters = this.letters.filter(({ message }) => message.number > number);
    return taken;
  }
}
