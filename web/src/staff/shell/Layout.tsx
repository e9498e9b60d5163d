/** The frame around every staff page: practice, places to go, who is signed in, and whether live updates run. */
import { type ReactNode, useState } from "react";
import { Link, useRoute } from "wouter";
import { sentenceFor } from "../../api/sentences.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useDeskLine } from "../desk.tsx";
import { useMe, useSession } from "../session/context.tsx";
import { Brand } from "./Brand.tsx";
import { type Place, placesFor } from "./places.ts";

export function Layout({ children }: { children: ReactNode }) {
  const { practice, staff } = useMe();
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <header className="top-bar">
        <div className="top-bar-inner">
          <div className="top-bar-brand">
            <Brand />
            <span className="top-bar-practice">{practice.name}</span>
          </div>
          <nav className="top-nav" aria-label="Pages">
            {placesFor(staff.roles).map((place) => (
              <NavLink key={place.path} place={place} />
            ))}
          </nav>
          <SignedIn name={staff.display_name} />
        </div>
      </header>
      <LineNotice />
      <main id="main" className="page" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

const ICONS: Record<Place["id"], IconName> = { today: "clock", book: "calendar" };

function NavLink({ place }: { place: Place }) {
  const [here] = useRoute(place.path);
  return (
    <Link href={place.path} className="top-nav-link" aria-current={here ? "page" : undefined}>
      <Icon name={ICONS[place.id]} />
      {place.name}
    </Link>
  );
}

function SignedIn({ name }: { name: string }) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  async function leave() {
    setBusy(true);
    await session.signOut().catch(setFailure);
    setBusy(false);
  }
  return (
    <div className="top-bar-person">
      <span className="top-bar-name">{name}</span>
      <Button tone="quiet" size="small" icon="signOut" busy={busy} onClick={leave}>
        Sign out
      </Button>
      {failure !== null && (
        <span className="visually-hidden" role="alert">
          {sentenceFor(failure).what}
        </span>
      )}
    </div>
  );
}

/** Silent while all is well; a short break is not worth a word either (see desk.tsx). */
function LineNotice() {
  const line = useDeskLine();
  if (line !== "down") return null;
  return (
    <div className="line-notice">
      <Notice tone="warn" icon="wifiOff" live="polite" title="Live updates are paused.">
        We are reconnecting. Until then this page looks for news twice a minute.
      </Notice>
    </div>
  );
}
