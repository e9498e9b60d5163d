/** Clinician, time, patient, book. A refused time is said where times are chosen; everything else stays as chosen. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { codeOf, sentenceFor } from "../api/sentences.ts";
import type { NewVisit } from "../api/staff.ts";
import type { BookedView } from "../contract/views.ts";
import { keys } from "../staff/queries.ts";
import { useApi } from "../staff/session/context.tsx";
import type { Day } from "../staff/times.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { ClinicianPicker } from "./ClinicianPicker.tsx";
import { AddPatient } from "./patient/AddPatient.tsx";
import { PatientPicker } from "./patient/PatientPicker.tsx";
import { TimePicker } from "./time/TimePicker.tsx";
import { useIntent } from "./useIntent.ts";
import { gapsIn, isAboutTime, type Part, visitFrom, type Wanted } from "./wanted.ts";

export interface BookFormProps {
  today: Day;
  day: Day;
  onDay: (day: Day) => void;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  onBooked: (booked: BookedView) => void;
}

export function BookForm({ today, day, onDay, wanted, onWanted, onBooked }: BookFormProps) {
  const api = useApi();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [adding, setAdding] = useState(false);
  const [gaps, setGaps] = useState<Partial<Record<Part, string>>>({});
  const book = useIntent<NewVisit, BookedView>(
    (visit, key) => api.book(visit, key),
    (booked) => {
      refresh();
      onBooked(booked);
    },
  );
  const refusal = book.error === null ? null : sentenceFor(book.error);
  const aboutTime = book.error !== null && isAboutTime(codeOf(book.error));

  function refresh() {
    void queries.invalidateQueries({ queryKey: keys.everySlot });
    void queries.invalidateQueries({ queryKey: keys.everyVisit });
  }

  function change(part: Part, next: Partial<Wanted>) {
    onWanted({ ...wanted, ...next });
    setGaps({ ...gaps, [part]: undefined });
    if (!book.isPending) book.reset();
  }

  function goTo(part: Part | undefined) {
    const inside = part === "time" ? ".slots" : `[data-part=${part}] :is(input, button)`;
    form.current?.querySelector<HTMLElement>(inside)?.focus();
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (book.isPending) return;
    const missing = gapsIn(wanted);
    setGaps(missing);
    const visit = visitFrom(wanted);
    if (visit === null) return goTo(Object.keys(missing)[0] as Part | undefined);
    book.mutate(visit, {
      onError: (reason) => {
        if (!isAboutTime(codeOf(reason))) return;
        onWanted({ ...wanted, slot: null });
        refresh();
        goTo("time");
      },
    });
  }

  return (
    <>
      <form ref={form} className="card book-form" noValidate onSubmit={submit}>
        <div data-part="clinician">
          <ClinicianPicker
            chosen={wanted.clinician}
            error={gaps.clinician}
            onChoose={(clinician) => change("clinician", { clinician, slot: null })}
          />
        </div>
        <div data-part="time">
          <TimePicker
            today={today}
            day={day}
            onDay={(next) => {
              onDay(next);
              change("time", { slot: null });
            }}
            clinician={wanted.clinician}
            chosen={wanted.slot}
            onChoose={(slot) => change("time", { slot })}
            error={aboutTime && refusal ? `${refusal.what} ${refusal.todo}` : gaps.time}
          />
        </div>
        <div data-part="patient">
          <PatientPicker
            chosen={wanted.patient}
            error={gaps.patient}
            onChoose={(patient) => change("patient", { patient })}
            onAdd={() => setAdding(true)}
          />
        </div>
        {refusal && !aboutTime && (
          <Notice tone="danger" live="assertive" title={refusal.what}>
            {refusal.todo}
          </Notice>
        )}
        <Button type="submit" tone="primary" size="large" icon="check" busy={book.isPending}>
          {book.isPending ? "Booking…" : "Book visit"}
        </Button>
      </form>
      <AddPatient
        open={adding}
        onClose={() => setAdding(false)}
        onAdded={(patient) => {
          setAdding(false);
          change("patient", { patient });
          // The button that opened the dialog is gone; the chosen patient stands in its place.
          requestAnimationFrame(() => goTo("patient"));
        }}
      />
    </>
  );
}
