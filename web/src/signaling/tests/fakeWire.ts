/** A socket.io socket as far as the browser side sees it, driven by a test. */
import type { Wire } from "../connection.ts";

type Auth = (send: (data: object) => void) => void;
type Listener = (...data: never[]) => void;

export class FakeWire {
  connected = false;
  /** Whether the library would reconnect by itself. */
  active = false;
  connects = 0;
  readonly sent: [event: string, data: unknown][] = [];
  readonly credentials: object[] = [];
  reply: (event: string, data: unknown) => unknown = () => ({ ok: true });
  namespace = "";
  private auth: Auth = () => {};
  private readonly listeners = new Map<string, Listener>();

  readonly open = (namespace: string, auth: Auth): Wire => {
    this.namespace = namespace;
    this.auth = auth;
    return this as unknown as Wire;
  };

  on(event: string, listener: Listener): this {
    this.listeners.set(event, listener);
    return this;
  }

  onAny(listener: Listener): this {
    this.listeners.set("*", listener);
    return this;
  }

  connect(): this {
    this.connects += 1;
    this.active = true;
    this.auth((data) => this.credentials.push(data));
    return this;
  }

  disconnect(): this {
    this.active = false;
    this.connected = false;
    return this;
  }

  timeout() {
    return {
      emitWithAck: async (event: string, data: unknown) => {
        this.sent.push([event, data]);
        return await this.reply(event, data);
      },
    };
  }

  accept(): void {
    this.connected = true;
    this.fire("connect");
  }

  /** The line broke; the library dials again by itself. */
  breakOff(): void {
    this.connected = false;
    this.fire("disconnect");
    this.connect();
  }

  /** The server closed the namespace; the library does not dial again. */
  dismiss(): void {
    this.disconnect();
    this.fire("disconnect");
  }

  refuse(code: string): void {
    this.active = false;
    this.fire("connect_error", Object.assign(new Error(code), { data: { code } }));
  }

  receive(event: string, data: unknown): void {
    this.fire("*", event, data);
  }

  private fire(event: string, ...data: unknown[]): void {
    this.listeners.get(event)?.(...(data as never[]));
  }
}
