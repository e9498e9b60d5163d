/**
 * This page's name: the same after a reload, another one in another tab. The server asks before one
 * page takes a seat from another, and not when a page comes back to its own.
 */
const KEY = "bedside.page";

export function pageName(storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): string {
  const known = remembered(storage);
  if (known) return known;
  const name = crypto.randomUUID();
  try {
    storage.setItem(KEY, name);
  } catch {
    // Without storage each reload is another page: people are asked once more, nothing else.
  }
  return name;
}

function remembered(storage: Pick<Storage, "getItem">): string | null {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}
