/** The visit under way: the call, its controls, and the ways out of it. */
import type { LocalView } from "../../call/devices/local.ts";
import type { VisitView } from "../../contract/views.ts";
import { useApi } from "../../staff/session/context.tsx";
import { timeOf } from "../../staff/times.ts";
import { BreachWarning } from "../../ui/call/lock/BreachWarning.tsx";
import { type Report, useLockReport } from "../../ui/call/lock/report.ts";
import { ChatOpener, LockOpener, Panels } from "../../ui/call/Panels.tsx";
import { SharingBar } from "../../ui/call/screen/SharingBar.tsx";
import { useSharing } from "../../ui/call/screen/useSharing.ts";
import { useCompany } from "../../ui/call/useCompany.ts";
import { CallBar } from "../call/CallBar.tsx";
import { DeviceNotice } from "../call/DeviceNotice.tsx";
import { ElsewhereCard } from "../call/Elsewhere.tsx";
import type { RoomView, VisitRoom } from "../call/room.ts";
import { Stage } from "../call/Stage.tsx";
import { StepOut } from "../call/StepOut.tsx";
import { EndVisit } from "./EndVisit.tsx";

export interface InVisitProps {
  visit: VisitView;
  room: VisitRoom;
  view: RoomView;
  local: LocalView;
}

export function InVisit(props: InVisitProps) {
  const { room, view } = props;
  if (view.elsewhere !== null) return <ElsewhereCard room={room} view={view} />;
  return <Here {...props} />;
}

function Here({ visit, room, view, local }: InVisitProps) {
  const api = useApi();
  const company = useCompany(room.line, view.seats, "patient");
  const sharing = useSharing(room, company.others);
  const report: Report = ({ state, because }) => api.tellEncryption(visit.id, state, because);
  useLockReport(company.privacy, room.line.socket.seat, report);
  const wayOut = `call ${visit.patient.display_name}.`;
  const chat = <ChatOpener company={company} />;
  return (
    <section className="call" aria-label="Video call">
      <DeviceNotice local={local} />
      <div className="call-frame" data-sheet={company.sheet.which ?? undefined}>
        <SharingBar shown={view.call?.sharing ?? false} sharing={sharing} />
        <Stage
          expected={visit.patient.display_name}
          room={room}
          view={view}
          local={local}
          company={company}
          badge={<LockOpener company={company} />}
          warning={<BreachWarning privacy={room.line.privacy} wayOut={wayOut} />}
        />
        <Panels
          company={company}
          timeOf={(at) => timeOf(new Date(at).toISOString(), visit.zone)}
          wayOut={wayOut}
          report={report}
        />
        <div className="call-foot">
          <CallBar room={room} view={view} local={local} sharing={sharing} chat={chat} />
          <StepOut visit={visit} />
          <EndVisit visit={visit} />
        </div>
      </div>
    </section>
  );
}
