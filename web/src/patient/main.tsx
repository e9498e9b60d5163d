/** Starts the patient page: takes the token out of the address, then shows the visit. */
import "../ui/styles/app.css";
import "./patient.css";
import { createRoot } from "react-dom/client";
import { PatientApi } from "../api/patient.ts";
import { Call } from "../call/call.ts";
import { ConnectionCheck } from "../call/check.ts";
import { playChime } from "../call/devices/chime.ts";
import { LocalMedia } from "../call/devices/local.ts";
import { VisitLine } from "../call/visitLine.ts";
import { systemClock } from "../state/clock.ts";
import { PatientVisit } from "../state/patientVisit.ts";
import { App } from "./App.tsx";
import { takeToken } from "./token.ts";

const local = new LocalMedia();
const visit = new PatientVisit({
  api: new PatientApi(),
  local,
  line: (visit, ticket) => new VisitLine(visit, ticket),
  call: (line, local) => new Call(line.socket, local, line.privacy),
  check: new ConnectionCheck(local),
  chime: () => void playChime(),
  clock: systemClock,
});

const root = document.getElementById("root");
if (root) createRoot(root).render(<App visit={visit} />);
void visit.open(takeToken(window));
for (const event of ["online", "pageshow"] as const) {
  window.addEventListener(event, () => void visit.refresh());
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void visit.refresh();
});
