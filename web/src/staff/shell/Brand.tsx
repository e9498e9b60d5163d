/** The product's mark and name. */
export function Brand() {
  return (
    <span className="brand">
      <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className="brand-tile" width="32" height="32" rx="9" />
        <path className="brand-line" d="M9 9v14M9 19h14v4M14 15.5h6a3 3 0 0 1 3 3" />
      </svg>
      <span className="brand-name">Bedside</span>
    </span>
  );
}
