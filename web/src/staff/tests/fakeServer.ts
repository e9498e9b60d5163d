/** The server's door for sign-in, as a `fetch`: one password, a session, problems in the wire's form. */
import type { MeView } from "../../contract/views.ts";

export const ME: MeView = {
  staff: { id: "ines", display_name: "Dr Example", roles: ["clinician", "scheduler"] },
  practice: { id: "practice", name: "Example Practice", zone: "Europe/Berlin", phone: "+49 30 0" },
};

export class FakeServer {
  signedIn: string | null = null;

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const path = String(input).replace("/api/v1", "");
    if (path === "/sign-in") return this.signIn(JSON.parse(String(init?.body)));
    if (this.signedIn === null) return problem(401, "auth.required");
    if (path === "/me") return json({ ...ME, staff: { ...ME.staff, id: this.signedIn } });
    if (path === "/sign-out") this.signedIn = null;
    return path === "/sign-out" ? new Response(null, { status: 204 }) : json({ items: [] });
  };

  private signIn({ login, password }: { login: string; password: string }): Response {
    if (password !== "right") return problem(401, "auth.invalid");
    this.signedIn = login;
    return json({ staff: { ...ME.staff, id: login } });
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

function problem(status: number, code: string): Response {
  return json({ type: "about:blank", title: code, status, code, detail: "", trace_id: "" }, status);
}
