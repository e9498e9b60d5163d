/** Tells a clinician on any staff page that a patient has come: sound, spoken sentence, number in the tab's title. */
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { VisitView } from "../../contract/views.ts";
import { visitsOf } from "../../staff/queries.ts";
import { useApi, useMe } from "../../staff/session/context.tsx";
import { pageTitle } from "../../staff/shell/pageTitle.ts";
import { useNow } from "../../staff/shell/useNow.ts";
import { dayIn, timeOf } from "../../staff/times.ts";
import { systemClock } from "../../state/clock.ts";
import { ArrivalAlert } from "./arrivalAlert.ts";
import { Chime } from "./chime.ts";
import { groupDay } from "./grouping.ts";

const ChimeContext = createContext<Chime | null>(null);

export function useChime(): Chime | null {
  return useContext(ChimeContext);
}

export function ArrivalWatch({ children }: { children: ReactNode }) {
  const { roles } = useMe().staff;
  const [chime] = useState(
    () =>
      new Chime(globalThis.localStorage, () => navigator.userActivation?.hasBeenActive ?? false),
  );
  useEffect(() => onFirstTouch(() => chime.unlock()), [chime]);
  return (
    <ChimeContext value={chime}>
      {roles.includes("clinician") && <Watch chime={chime} />}
      {children}
    </ChimeContext>
  );
}

function Watch({ chime }: { chime: Chime }) {
  const { staff, practice } = useMe();
  const [sentence, setSentence] = useState("");
  const day = dayIn(practice.zone, useNow(60_000));
  const { data } = useQuery(visitsOf(useApi(), day));
  const alert = useRef<ArrivalAlert | null>(null);

  useEffect(() => {
    const alarm = {
      ring: () => chime.ring(),
      say: setSentence,
      count: (waiting: number) => pageTitle.setWaiting(waiting),
    };
    const mine = new ArrivalAlert(alarm, systemClock);
    alert.current = mine;
    const looked = () => isLooking() && mine.seen();
    document.addEventListener("visibilitychange", looked);
    globalThis.addEventListener("focus", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      globalThis.removeEventListener("focus", looked);
      mine.close();
    };
  }, [chime]);

  useEffect(() => {
    if (data === undefined) return;
    alert.current?.update(groupDay(data, staff.id).waiting.map(asWaiting), isLooking());
  }, [data, staff.id]);

  return (
    <p className="visually-hidden" role="status">
      {sentence}
    </p>
  );
}

function asWaiting(visit: VisitView) {
  return {
    id: visit.id,
    patient: visit.patient.display_name,
    time: timeOf(visit.starts_at, visit.zone),
  };
}

function isLooking(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

function onFirstTouch(touched: () => void): () => void {
  const options = { once: true, capture: true };
  document.addEventListener("pointerdown", touched, options);
  document.addEventListener("keydown", touched, options);
  return () => {
    document.removeEventListener("pointerdown", touched, options);
    document.removeEventListener("keydown", touched, options);
  };
}
