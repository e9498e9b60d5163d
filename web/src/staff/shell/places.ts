/** Where each role may go, and where it starts. */
export interface Place {
  id: "today" | "book";
  path: string;
  name: string;
}

const TODAY: Place = { id: "today", path: "/app/today", name: "Today" };
const BOOK: Place = { id: "book", path: "/app/book", name: "Book" };

export function placesFor(roles: readonly string[]): Place[] {
  const places: Place[] = [];
  if (roles.includes("clinician")) places.push(TODAY);
  if (roles.includes("scheduler")) places.push(BOOK);
  return places;
}
