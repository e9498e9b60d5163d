/** The page of somebody who is not signed in. The address stays, so that signing in leads where they wanted to go. */
import { useEffect } from "react";
import { Icon } from "../../ui/icons.tsx";
import { Brand } from "../shell/Brand.tsx";
import { pageTitle } from "../shell/pageTitle.ts";
import { SignInForm } from "./SignInForm.tsx";

export function SignIn() {
  useEffect(() => pageTitle.setName("Sign in"), []);
  return (
    <div className="sign-in">
      <aside className="sign-in-side">
        <Brand />
        <div className="sign-in-words">
          <p className="sign-in-claim">A waiting room, a door, and a quiet place to talk.</p>
          <ul className="sign-in-points">
            <li>
              <Icon name="door" />
              Patients come in only when you let them.
            </li>
            <li>
              <Icon name="lock" />
              Notes are sealed before they are stored.
            </li>
            <li>
              <Icon name="shield" />
              Everything stays on your clinic's own server.
            </li>
          </ul>
        </div>
      </aside>
      <main className="sign-in-main">
        <div className="sign-in-card stack" data-gap="large">
          <div className="stack" data-gap="small">
            <h1>Sign in</h1>
            <p className="soft">
              For the staff of the practice. Patients use the link they were sent.
            </p>
          </div>
          <SignInForm />
        </div>
      </main>
    </div>
  );
}
