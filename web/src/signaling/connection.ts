/**
 * One namespace of the socket, kept alive: every (re)connect asks for a fresh ticket, every
 * message is acknowledged within a deadline, and a refusal is retried with growing waits unless
 * trying again cannot help. Nothing is replayed: after `up`, whoever listens fetches a snapshot.
 */
import type { Socket } from "socket.io-client";
import { ApiError } from "../api/errors.ts";
import { Backoff } from "../state/backoff.ts";
import { type Clock, systemClock } from "../state/clock.ts";
import { SignalError } from "./errors.ts";
import { openSocket } from "./socket.ts";

export const PROTOCOL = 2;
const ACK_MS = 8_000;
const HOPELESS = new Set(["protocol.unsupported", "seat.taken"]);

/** The part of a socket.io socket used here. */
export type Wire = Pick<
  Socket,
  "on" | "onAny" | "connect" | "disconnect" | "active" | "connected" | "timeout"
>;

export type OpenWire = (namespace: string, auth: (send: (data: object) => void) => void) => Wire;

export interface ConnectionPorts {
  open: OpenWire;
  clock: Clock;
  random: () => number;
}

export const browserConnection: ConnectionPorts = {
  open: openSocket,
  clock: systemClock,
  random: Math.random,
};

export interface ConnectionEvents {
  up: () => void;
  down: () => void;
  /** No further try is made: the code says why. */
  refused: (code: string) => void;
  message: (event: string, data: unknown) => void;
}

export class Connection {
  private readonly wire: Wire;
  private readonly backoff: Backoff;
  private cancelRetry = () => {};
  private closed = false;

  constructor(
    namespace: string,
    /** What the CONNECT carries beside the protocol's version; a ticket among it. */
    private readonly credentials: () => Promise<object>,
    private readonly events: ConnectionEvents,
    private readonly ports: ConnectionPorts = browserConnection,
  ) {
    this.backoff = new Backoff(500, 10_000, ports.random);
    this.wire = ports.open(namespace, (send) => void this.authenticate(send));
    this.wire.on("connect", () => {
      this.backoff.reset();
      this.events.up();
    });
    this.wire.on("disconnect", () => this.dropped());
    this.wire.on("connect_error", (error: Error & { data?: { code?: string } }) =>
      this.failed(error.data?.code),
    );
    this.wire.onAny((event: string, data: unknown) => this.events.message(event, data));
  }

  get connected(): boolean {
    return this.wire.connected;
  }

  open(): void {
    this.closed = false;
    this.wire.connect();
  }

  close(): void {
    this.closed = true;
    this.cancelRetry();
    this.wire.disconnect();
  }

  /** Sends and waits for the acknowledgement; throws SignalError. */
  async ask<T>(event: string, data: object): Promise<T> {
    const answer = await this.acknowledged(event, data);
    if (answer?.ok === true) return answer as T;
    throw new SignalError(answer?.code ?? "event.invalid", answer?.retry_after_ms ?? null);
  }

  private async acknowledged(event: string, data: object): Promise<Acknowledgement> {
    // Not while disconnected: socket.io would keep the message and send it to a later session.
    if (!this.wire.connected) throw new SignalError("signal.timeout");
    try {
      return await this.wire.timeout(ACK_MS).emitWithAck(event, data);
    } catch {
      throw new SignalError("signal.timeout");
    }
  }

  private async authenticate(send: (data: object) => void): Promise<void> {
    try {
      send({ protocol: PROTOCOL, ...(await this.credentials()) });
    } catch (error) {
      // A CONNECT without a ticket would be refused anyway: drop the line and ask again later.
      this.wire.disconnect();
      if (error instanceof ApiError && !error.passing) this.refuse(error.code);
      else this.retry();
    }
  }

  private dropped(): void {
    if (this.closed) return;
    this.events.down();
    // The library reconnects by itself unless the server closed the namespace.
    if (!this.wire.active) this.retry();
  }

  private failed(code: string | undefined): void {
    if (code !== undefined && HOPELESS.has(code)) this.refuse(code);
    else if (!this.wire.active) this.retry();
  }

  private refuse(code: string): void {
    this.close();
    this.events.refused(code);
  }

  private retry(): void {
    this.cancelRetry();
    if (this.closed) return;
    this.cancelRetry = this.ports.clock.after(this.backoff.next(), () => this.wire.connect());
  }
}

interface Acknowledgement {
  ok: boolean;
  code?: string;
  retry_after_ms?: number;
}
