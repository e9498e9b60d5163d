/**
 * The invitation's token, out of the address bar at once: an address is shown, copied and shared.
 * It stays with this tab's history entry, so that a reload before "Continue" is no dead end.
 */
const STATE_KEY = "invitation";

export function takeToken(page: Pick<Window, "location" | "history">): string | null {
  const inAddress = page.location.hash.slice(1);
  const kept = (page.history.state as Record<string, string> | null)?.[STATE_KEY];
  const token = inAddress || kept || null;
  if (inAddress) {
    page.history.replaceState({ [STATE_KEY]: inAddress }, "", page.location.pathname);
  }
  return token;
}

/** Once exchanged the token opens nothing more; nothing of it is kept. */
export function forgetToken(page: Pick<Window, "location" | "history">): void {
  page.history.replaceState(null, "", page.location.pathname);
}
