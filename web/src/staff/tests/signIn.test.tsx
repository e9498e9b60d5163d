import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SessionProvider } from "../session/context.tsx";
import { SignIn } from "../session/SignIn.tsx";
import { StaffSession } from "../session/session.ts";
import { FakeServer } from "./fakeServer.ts";

let root: Root;
let session: StaffSession;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  session = new StaffSession(new FakeServer().fetch);
  const place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
  await act(() =>
    root.render(
      <SessionProvider session={session}>
        <SignIn />
      </SessionProvider>,
    ),
  );
});

afterEach(async () => {
  await act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function input(name: string): HTMLInputElement {
  return document.querySelector(`input[name=${name}]`) as HTMLInputElement;
}

async function submit(login: string, password: string) {
  input("login").value = login;
  input("password").value = password;
  await act(async () => {
    document.querySelector("form")?.requestSubmit();
    await vi.waitUntil(() => document.querySelector("[aria-busy]") === null);
  });
}

test("a wrong password is told as a sentence, and the password is where one goes on", async () => {
  await submit("ines", "wrong");
  expect(document.querySelector("[role=alert]")?.textContent).toContain("do not match");
  expect(document.activeElement).toBe(input("password"));
  expect(input("login").value).toBe("ines");
});

test("an empty name is asked for before anything is sent", async () => {
  await submit("", "");
  expect(input("login").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(input("login"));
  expect(session.state.get().kind).toBe("loading");
});

test("the right password signs in", async () => {
  await submit("ines", "right");
  await vi.waitUntil(() => session.state.get().kind === "signed-in");
});
