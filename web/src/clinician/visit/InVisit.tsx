/** The visit under way: the call, its controls, and the way to end it. */

import type { LocalView } from "../../call/devices/local.ts";
import type { VisitView } from "../../contract/views.ts";
import { CallBar } from "../call/CallBar.tsx";
import { DeviceNotice } from "../call/DeviceNotice.tsx";
import { Elsewhere } from "../call/Elsewhere.tsx";
import type { RoomView, VisitRoom } from "../call/room.ts";
import { Stage } from "../call/Stage.tsx";
import { EndVisit } from "./EndVisit.tsx";

export interface InVisitProps {
  visit: VisitView;
  room: VisitRoom;
  view: RoomView;
  local: LocalView;
}

export function InVisit({ visit, room, view, local }: InVisitProps) {
  const inCall = view.call !== null && view.call.state !== "closed";
  return (
    <section className="call" aria-label="Video call">
      <Elsewhere room={room} view={view} />
      <DeviceNotice local={local} />
      <div className="call-frame">
        <Stage visit={visit} view={view} local={local} />
        <div className="call-foot">
          <CallBar room={room} local={local} inCall={inCall || view.call === null} />
          <EndVisit visit={visit} />
        </div>
      </div>
    </section>
  );
}
