/** Above the picture: with whom one speaks, who can hear it, and one plain line about the connection. */
import type { CallView } from "../../call/call.ts";
import { LockOpener } from "../../ui/call/Panels.tsx";
import type { Company } from "../../ui/call/useCompany.ts";
import type { Clinic } from "../Page.tsx";
import { Line } from "./Line.tsx";

export interface RoomTopProps {
  call: CallView;
  company: Company;
  /** The clinician's. */
  name: string;
  clinic: Clinic;
  /** Away for so long that the phone is the better way. */
  lost: boolean;
}

export function RoomTop({ call, company, name, clinic, lost }: RoomTopProps) {
  const silent = company.others[0]?.muted ?? false;
  return (
    <header className="room-top">
      <p className="room-name">
        <strong>{name}</strong>
        <span>Clinician{silent && ", microphone off"}</span>
      </p>
      <LockOpener company={company} />
      <Line call={call} company={company} clinic={clinic} lost={lost} />
    </header>
  );
}
