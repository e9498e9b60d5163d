/**
 * The words that people of one visit write to each other. They travel under the visit's keys and
 * are kept on the pages only: whoever reloads begins with an empty list.
 */
import type { FromSeat } from "../../contract/signaling.ts";
import type { AgreementView } from "../../e2ee/agreement/agreement.ts";
import { browserChance } from "../../e2ee/agreement/ports.ts";
import { Chat, MAX_TEXT } from "../../e2ee/chat.ts";
import { type Clock, systemClock } from "../../state/clock.ts";
import { type ReadonlyStore, Store } from "../../state/store.ts";

export { MAX_TEXT };

export interface ChatMessage {
  id: number;
  /** Null for one's own. */
  seat: string | null;
  /** Null when it could not be read here. */
  text: string | null;
  /** Milliseconds since 1970, by this page's clock. */
  at: number;
  /** Only of one's own. */
  failed: boolean;
}

export interface ChatView {
  messages: readonly ChatMessage[];
  /** Of others, since the list was last looked at. */
  unread: number;
  /** Whether words can be sent now: only once it is known how they travel. */
  ready: boolean;
}

export interface ChatLine {
  sendChat: (body: string) => Promise<void>;
  readonly listeners: {
    on: (name: "chat", listener: (message: FromSeat) => void) => () => void;
  };
}

/** Where somebody's browser cannot protect anything, words travel as the sound does, and the lock says so. */
const OPEN = "open:";
const KEPT = 500;

export class ChatRoom {
  readonly view: ReadonlyStore<ChatView>;
  private readonly store = new Store<ChatView>({ messages: [], unread: 0, ready: false });
  private readonly chat = new Chat(browserChance.bytes);
  private readonly stops: (() => void)[] = [];
  private ids = 0;
  private looking = false;

  constructor(
    private readonly line: ChatLine,
    private readonly keys: ReadonlyStore<AgreementView>,
    private readonly clock: Clock = systemClock,
  ) {
    this.view = this.store;
    this.stops.push(
      line.listeners.on("chat", (message) => void this.received(message)),
      keys.subscribe(() => this.keysChanged()),
    );
    this.keysChanged();
  }

  async send(text: string): Promise<void> {
    const message = this.add({ seat: null, text, failed: false });
    try {
      await this.line.sendChat(await this.sealed(text));
    } catch {
      this.replace({ ...message, failed: true });
    }
  }

  /** Sends a failed text again. */
  async retry({ id, text }: ChatMessage): Promise<void> {
    this.store.patch({ messages: this.store.get().messages.filter((one) => one.id !== id) });
    if (text !== null) await this.send(text);
  }

  /** Whether the list is before somebody's eyes. */
  look(looking: boolean): void {
    this.looking = looking;
    if (looking) this.store.patch({ unread: 0 });
  }

  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.chat.wipe();
  }

  private async received({ seat, body }: FromSeat): Promise<void> {
    this.add({ seat, text: await this.opened(seat, body), failed: false });
    if (!this.looking) this.store.patch({ unread: this.store.get().unread + 1 });
  }

  private async opened(seat: string, body: string): Promise<string | null> {
    if (this.keys.get().state === "off") {
      return body.startsWith(OPEN) ? body.slice(OPEN.length, OPEN.length + MAX_TEXT) : null;
    }
    const opened = await this.chat.open(seat, body);
    return "text" in opened ? opened.text : null;
  }

  private async sealed(text: string): Promise<string> {
    if (this.keys.get().state === "off") return OPEN + text.slice(0, MAX_TEXT);
    const sealed = await this.chat.seal(text);
    if (sealed === null) throw new Error("no key");
    return sealed;
  }

  private keysChanged(): void {
    const view = this.keys.get();
    if (view.state === "established") this.chat.use(view.established);
    if (view.state === "off" || view.state === "mismatch") this.chat.wipe();
    const ready = view.state === "established" || view.state === "off";
    this.store.patch({ ready });
  }

  private add(message: Omit<ChatMessage, "id" | "at">): ChatMessage {
    this.ids += 1;
    const added = { ...message, id: this.ids, at: this.clock.now() };
    this.store.patch({ messages: [...this.store.get().messages, added].slice(-KEPT) });
    return added;
  }

  private replace(message: ChatMessage): void {
    const messages = this.store.get().messages;
    this.store.patch({ messages: messages.map((one) => (one.id === message.id ? message : one)) });
  }
}
