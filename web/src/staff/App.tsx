/** From session to page: sign in, or the layout with the page the address names. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { sentenceFor } from "../api/sentences.ts";
import { ArrivalWatch } from "../clinician/today/ArrivalWatch.tsx";
import { Today } from "../clinician/today/Today.tsx";
import { VisitPage } from "../clinician/visit/VisitPage.tsx";
import { BookPage } from "../scheduler/BookPage.tsx";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { DeskProvider } from "./desk.tsx";
import { shouldRetry } from "./queries.ts";
import { SessionProvider, useMe, useSession, useSessionState } from "./session/context.tsx";
import { SignIn } from "./session/SignIn.tsx";
import { SignInAgain } from "./session/SignInAgain.tsx";
import type { StaffSession } from "./session/session.ts";
import { Layout } from "./shell/Layout.tsx";
import { PageHeading } from "./shell/PageHeading.tsx";
import { placesFor } from "./shell/places.ts";

export function App({ session }: { session: StaffSession }) {
  return (
    <SessionProvider session={session}>
      <Gate />
    </SessionProvider>
  );
}

function Gate() {
  const session = useSession();
  const state = useSessionState();
  useEffect(() => void session.start(), [session]);
  switch (state.kind) {
    case "loading":
      return (
        <main className="gate">
          <Spinner />
        </main>
      );
    case "unreachable":
      return <Unreachable reason={state.reason} onRetry={() => void session.start()} />;
    case "signed-out":
      return <SignIn />;
    default:
      return <SignedInPages key={state.me.staff.id} expired={state.kind === "expired"} />;
  }
}

function Unreachable({ reason, onRetry }: { reason: unknown; onRetry: () => void }) {
  const { what, todo } = sentenceFor(reason);
  const again = <Button onClick={onRetry}>Try again</Button>;
  return (
    <main className="gate">
      <Notice tone="danger" live="assertive" title={what} action={again}>
        {todo}
      </Notice>
    </main>
  );
}

/** The query cache lives and dies with the person: nothing of one is ever shown to the next. */
function SignedInPages({ expired }: { expired: boolean }) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: shouldRetry } } }),
  );
  return (
    <QueryClientProvider client={queries}>
      <DeskProvider>
        <ArrivalWatch>
          <Layout>
            <Pages />
          </Layout>
        </ArrivalWatch>
      </DeskProvider>
      <SignInAgain open={expired} onDone={() => void queries.invalidateQueries()} />
    </QueryClientProvider>
  );
}

function Pages() {
  const places = placesFor(useMe().staff.roles);
  const start = places[0];
  return (
    <Switch>
      {places.some((place) => place.id === "today") && (
        <Route path="/app/today" component={Today} />
      )}
      {places.some((place) => place.id === "today") && (
        <Route path="/app/visits/:id">{({ id }) => <VisitPage key={id} id={id} />}</Route>
      )}
      {places.some((place) => place.id === "book") && (
        <Route path="/app/book" component={BookPage} />
      )}
      {start !== undefined &&
        ["/", "/app", "/app/"].map((path) => (
          <Route key={path} path={path}>
            <Redirect to={start.path} replace />
          </Route>
        ))}
      <Route>
        <Nowhere />
      </Route>
    </Switch>
  );
}

function Nowhere() {
  return (
    <div className="stack">
      <PageHeading title="There is no page here" />
      <p className="soft">
        The address may be mistyped, or your role does not open it. Choose a page from the top bar.
      </p>
    </div>
  );
}
