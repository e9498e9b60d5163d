/** What every staff page may ask for: the session, its API, and who is signed in. */
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { StaffApi } from "../../api/staff.ts";
import type { MeView } from "../../contract/views.ts";
import type { SessionState, StaffSession } from "./session.ts";

const SessionContext = createContext<StaffSession | null>(null);

export function SessionProvider(props: { session: StaffSession; children: ReactNode }) {
  return <SessionContext value={props.session}>{props.children}</SessionContext>;
}

export function useSession(): StaffSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("outside of SessionProvider");
  return session;
}

export function useSessionState(): SessionState {
  const { state } = useSession();
  return useSyncExternalStore(state.subscribe, state.get);
}

export function useApi(): StaffApi {
  return useSession().api;
}

/** Only below the layout, where somebody is signed in (or about to sign in again). */
export function useMe(): MeView {
  const state = useSessionState();
  if (state.kind !== "signed-in" && state.kind !== "expired")
    throw new Error("nobody is signed in");
  return state.me;
}
