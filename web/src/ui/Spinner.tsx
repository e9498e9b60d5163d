/** Work in progress, with words: a ring alone tells a screen reader nothing. */
export function Spinner({ children = "Loading…" }: { children?: string }) {
  return (
    <span className="spinner" role="status">
      <span className="spinner-mark" aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
