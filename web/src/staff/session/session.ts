/**
 * Who is signed in on this page. A session that ends while somebody works becomes "expired": the page stays as it is,
 * unsaved text included, and signing in again continues it.
 */
import { Client } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { StaffApi } from "../../api/staff.ts";
import type { MeView } from "../../contract/views.ts";
import { Store } from "../../state/store.ts";

export type SessionState =
  | { kind: "loading" }
  | { kind: "unreachable"; reason: unknown }
  | { kind: "signed-out" }
  | { kind: "signed-in"; me: MeView }
  | { kind: "expired"; me: MeView };

const TIMEOUT_MS = 15_000;

export class StaffSession {
  readonly state = new Store<SessionState>({ kind: "loading" });
  readonly api: StaffApi;

  constructor(fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)) {
    const watched: typeof globalThis.fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (response.status === 401) this.lost();
      return response;
    };
    const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
    this.api = new StaffApi(
      new Client("/api/v1", { fetch: watched, pause, timeoutMs: TIMEOUT_MS }),
    );
  }

  /** Asks the server whether the cookie still opens a session. */
  async start(): Promise<void> {
    this.state.set({ kind: "loading" });
    try {
      this.state.set({ kind: "signed-in", me: await this.api.me() });
    } catch (reason) {
      const out = reason instanceof ApiError && reason.status === 401;
      this.state.set(out ? { kind: "signed-out" } : { kind: "unreachable", reason });
    }
  }

  /** Throws ApiError; "expired" resolves to false when another person signed in, whose page this is not. */
  async signIn(login: string, password: string): Promise<boolean> {
    const before = this.state.get();
    await this.api.signIn(login, password);
    const me = await this.api.me();
    this.state.set({ kind: "signed-in", me });
    return before.kind !== "expired" || before.me.staff.id === me.staff.id;
  }

  async signOut(): Promise<void> {
    await this.api.signOut();
    this.state.set({ kind: "signed-out" });
  }

  private lost(): void {
    const now = this.state.get();
    if (now.kind === "signed-in") this.state.set({ kind: "expired", me: now.me });
  }
}
