/** Name and password, and a plain sentence when they do not match. */
import { type FormEvent, useRef, useState } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useSession } from "./context.tsx";

export interface SignInFormProps {
  /** Told whether it was the same person as before the session ended. */
  onDone?: (samePerson: boolean) => void;
}

export function SignInForm({ onDone }: SignInFormProps) {
  const session = useSession();
  const password = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<{ login?: string; password?: string }>({});
  const [failure, setFailure] = useState<unknown>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const login = String(given.get("login")).trim();
    const secret = String(given.get("password"));
    const gaps = whatIsMissing(login, secret);
    setMissing(gaps);
    setFailure(null);
    if (gaps.login || gaps.password) {
      form
        .querySelector<HTMLInputElement>(gaps.login ? "[name=login]" : "[name=password]")
        ?.focus();
      return;
    }
    setBusy(true);
    try {
      const samePerson = await session.signIn(login, secret);
      onDone?.(samePerson);
    } catch (reason) {
      setFailure(reason);
      password.current?.focus();
      password.current?.select();
    } finally {
      setBusy(false);
    }
  }

  const sentence = failure === null ? null : sentenceFor(failure);
  return (
    <form className="stack" noValidate onSubmit={submit}>
      {sentence && (
        <Notice tone="danger" live="assertive" title={sentence.what}>
          {sentence.todo}
        </Notice>
      )}
      <Field
        label="Name or e-mail"
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={missing.login}
      />
      <Field
        ref={password}
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={missing.password}
      />
      <Button type="submit" tone="primary" size="large" block busy={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}

function whatIsMissing(login: string, password: string): { login?: string; password?: string } {
  return {
    ...(login === "" && { login: "Enter your sign-in name." }),
    ...(password === "" && { password: "Enter your password." }),
  };
}
