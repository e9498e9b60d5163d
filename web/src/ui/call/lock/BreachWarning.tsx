/** Keys did not match: said loudly, and until a person says that they have read it. */
import type { ReactNode } from "react";
import type { Privacy } from "../../../call/privacy/privacy.ts";
import { Button } from "../../Button.tsx";
import { Icon } from "../../icons.tsx";
import { useView } from "../useView.ts";
import { breachOf } from "./breach.ts";
import { LOCK_WORDS } from "./words.ts";

export interface BreachWarningProps {
  privacy: Pick<Privacy, "view" | "renew">;
  /** Goes on after "end the video and". */
  wayOut: ReactNode;
}

export function BreachWarning({ privacy, wayOut }: BreachWarningProps) {
  const breach = breachOf(privacy.view);
  const standing = useView(breach.standing);
  const { lock } = useView(privacy.view);
  if (!standing) return null;
  const { icon, title, text } = LOCK_WORDS.broken;
  return (
    <section className="breach" role="alert">
      <div className="stack" data-gap="small">
        <h2 className="breach-title">
          <Icon name={icon} />
          {title}
        </h2>
        {lock === "broken" ? text.map((one) => <p key={one}>{one}</p>) : <Since lock={lock} />}
        <p>If it happens again, end the video and {wayOut}</p>
        <div className="row breach-actions">
          {lock === "broken" && (
            <Button tone="primary" icon="refresh" onClick={() => privacy.renew()}>
              Try again
            </Button>
          )}
          <Button onClick={breach.dismiss}>I have read this</Button>
        </div>
      </div>
    </section>
  );
}

function Since({ lock }: { lock: keyof typeof LOCK_WORDS }) {
  if (lock === "encrypted") {
    return (
      <p>
        The secret keys did not match a moment ago. There are new ones now. Before you go on, press
        “Encrypted” and read the three words to each other.
      </p>
    );
  }
  if (lock === "checking") {
    return <p>The secret keys did not match. Your devices try it once more…</p>;
  }
  return (
    <p>The secret keys did not match a moment ago. The visit is not encrypted end to end now.</p>
  );
}
