/** What the members of an epoch have said in one flight: each of them once. */
import type { Member } from "./members.ts";
import type { AgreementMessage } from "./messages.ts";
import { Mismatch } from "./mismatch.ts";

export class Said<Message extends AgreementMessage> {
  private readonly byInstance = new Map<string, Message>();

  constructor(private readonly members: readonly Member[]) {}

  /** The same again changes nothing; a second version is a lie of somebody on the way. */
  keep(message: Message): void {
    const before = this.byInstance.get(message.instance) ?? message;
    if (JSON.stringify(before) !== JSON.stringify(message)) throw new Mismatch("contradiction");
    this.byInstance.set(message.instance, message);
  }

  of({ instance }: Member): Message | undefined {
    return this.byInstance.get(instance);
  }

  get complete(): boolean {
    return this.members.every((member) => this.of(member));
  }

  inOrder(): Message[] {
    return this.members.flatMap((member) => this.of(member) ?? []);
  }
}
