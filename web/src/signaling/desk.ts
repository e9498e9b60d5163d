/** The practice's line for staff: hints that a visit of the practice changed, nothing else. */
import type { VisitHint } from "../contract/signaling.ts";
import { browserConnection, Connection, type ConnectionPorts } from "./connection.ts";
import { Listeners } from "./listeners.ts";

export interface DeskSocketEvents {
  /** Connected (again): fetch the day's list. */
  up: undefined;
  down: undefined;
  refused: string;
  /** `name` is for instance "visit:arrived"; fetch that visit. */
  hint: VisitHint & { name: string };
}

export class DeskSocket {
  readonly listeners = new Listeners<DeskSocketEvents>();
  private readonly connection: Connection;

  constructor(
    freshTicket: () => Promise<{ ticket: string }>,
    ports: ConnectionPorts = browserConnection,
  ) {
    this.connection = new Connection(
      "/desk",
      async () => ({ ticket: (await freshTicket()).ticket }),
      {
        up: () => this.listeners.tell("up", undefined),
        down: () => this.listeners.tell("down", undefined),
        refused: (code) => this.listeners.tell("refused", code),
        message: (event, data) => this.received(event, data),
      },
      ports,
    );
  }

  get connected(): boolean {
    return this.connection.connected;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    this.connection.close();
  }

  private received(event: string, data: unknown): void {
    if (!event.startsWith("visit:")) return;
    this.listeners.tell("hint", { ...(data as VisitHint), name: event });
  }
}
