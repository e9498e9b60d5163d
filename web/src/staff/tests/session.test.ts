import { beforeEach, describe, expect, test } from "vitest";
import { StaffSession } from "../session/session.ts";
import { FakeServer, ME } from "./fakeServer.ts";

let server: FakeServer;
let session: StaffSession;

beforeEach(() => {
  server = new FakeServer();
  session = new StaffSession(server.fetch);
});

describe("who is signed in", () => {
  test("without a cookie nobody is", async () => {
    await session.start();
    expect(session.state.get()).toEqual({ kind: "signed-out" });
  });

  test("signing in opens the session", async () => {
    await session.start();
    await session.signIn("ines", "right");
    expect(session.state.get()).toEqual({ kind: "signed-in", me: ME });
  });

  test("a wrong password leaves everything as it was", async () => {
    await session.start();
    await expect(session.signIn("ines", "wrong")).rejects.toMatchObject({ code: "auth.invalid" });
    expect(session.state.get()).toEqual({ kind: "signed-out" });
  });

  test("a session that ends under somebody's hands keeps their page", async () => {
    await session.signIn("ines", "right");
    server.signedIn = null;
    await expect(session.api.clinicians()).rejects.toMatchObject({ status: 401 });
    expect(session.state.get()).toEqual({ kind: "expired", me: ME });
  });

  test("signing in again tells whether it is the same person", async () => {
    await session.signIn("ines", "right");
    server.signedIn = null;
    await session.api.clinicians().catch(() => undefined);
    expect(await session.signIn("ines", "right")).toBe(true);
    server.signedIn = null;
    await session.api.clinicians().catch(() => undefined);
    expect(await session.signIn("tomas", "right")).toBe(false);
  });

  test("signing out closes the session", async () => {
    await session.signIn("ines", "right");
    await session.signOut();
    expect(session.state.get()).toEqual({ kind: "signed-out" });
  });
});
