/** Shows the one screen that the patient's visit asks for, and names it in the title. */
import { useEffect } from "react";
import type { PatientStep } from "../state/patientStep.ts";
import type { PatientView, PatientVisit } from "../state/patientVisit.ts";
import { useStore } from "./observe.ts";
import { type Clinic, Page } from "./Page.tsx";
import { InVisit } from "./room/InVisit.tsx";
import { After } from "./steps/After.tsx";
import { Check } from "./steps/Check.tsx";
import { ComeBack } from "./steps/ComeBack.tsx";
import { Consent } from "./steps/Consent.tsx";
import { DeadLink, Opening, Trouble } from "./steps/Doors.tsx";
import { Identity } from "./steps/Identity.tsx";
import { Landing } from "./steps/Landing.tsx";
import { Waiting } from "./steps/Waiting.tsx";
import { forgetToken } from "./token.ts";
import { titles } from "./words.ts";

export interface StepProps {
  visit: PatientVisit;
  view: PatientView;
}

const SCREENS: Readonly<Record<PatientStep, (props: StepProps) => React.ReactNode>> = {
  opening: Opening,
  landing: Landing,
  identity: Identity,
  consent: Consent,
  check: Check,
  waiting: Waiting,
  in_visit: InVisit,
  left: ComeBack,
  gave_up: ComeBack,
  elsewhere: ComeBack,
  after: After,
  dead_link: DeadLink,
  trouble: Trouble,
};

export function App({ visit }: { visit: PatientVisit }) {
  const view = useStore(visit.view);
  const clinic = clinicOf(view);
  const exchanged = view.visit !== null;
  useEffect(() => {
    document.title = `${titles[view.step]} – ${clinic?.name ?? "Video visit"}`;
  }, [view.step, clinic?.name]);
  useEffect(() => {
    if (exchanged) forgetToken(window);
  }, [exchanged]);
  const Screen = SCREENS[view.step];
  if (view.step === "in_visit") return <Screen visit={visit} view={view} />;
  return (
    <Page clinic={clinic}>
      <Screen key={view.step} visit={visit} view={view} />
    </Page>
  );
}

function clinicOf({ visit, link }: PatientView): Clinic | null {
  if (visit) return visit.practice;
  return link ? { name: link.practice_name, phone: link.practice_phone } : null;
}
