/** The scheduler's page: book a visit on the left, see the practice's day on the right. */
import { useState } from "react";
import type { BookedView } from "../contract/views.ts";
import { useMe } from "../staff/session/context.tsx";
import { PageHeading } from "../staff/shell/PageHeading.tsx";
import { useNow } from "../staff/shell/useNow.ts";
import { dayIn, zoneText } from "../staff/times.ts";
import { Booked } from "./Booked.tsx";
import { BookForm } from "./BookForm.tsx";
import { DayBoard } from "./board/DayBoard.tsx";
import { EMPTY, type Wanted } from "./wanted.ts";

export function BookPage() {
  const { practice } = useMe();
  const now = useNow(60_000);
  const today = dayIn(practice.zone, now);
  const [day, setDay] = useState(today);
  const [wanted, setWanted] = useState<Wanted>(EMPTY);
  const [booked, setBooked] = useState<BookedView | null>(null);

  function bookAnother() {
    setBooked(null);
    setWanted({ ...EMPTY, clinician: wanted.clinician });
  }

  return (
    <div className="book">
      <header className="page-head">
        <div>
          <PageHeading title="Book a visit" />
          <p className="soft">All times are {zoneText(practice.zone, now)}.</p>
        </div>
      </header>
      <div className="book-columns">
        {booked === null ? (
          <BookForm
            today={today}
            day={day}
            onDay={setDay}
            wanted={wanted}
            onWanted={setWanted}
            onBooked={setBooked}
          />
        ) : (
          <Booked booked={booked} onAnother={bookAnother} />
        )}
        <DayBoard day={day} />
      </div>
    </div>
  );
}
