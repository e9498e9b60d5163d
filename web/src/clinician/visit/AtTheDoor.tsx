/** The patient waits: one's own picture to look at before, and the door to open. */
import { useEffect, useRef } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { LocalView } from "../../call/devices/local.ts";
import type { VisitView } from "../../contract/views.ts";
import { useNow } from "../../staff/shell/useNow.ts";
import { minutesSince, waitedText } from "../../staff/times.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { VideoTile } from "../../ui/VideoTile.tsx";
import { DeviceNotice } from "../call/DeviceNotice.tsx";
import { Elsewhere } from "../call/Elsewhere.tsx";
import type { RoomView, VisitRoom } from "../call/room.ts";
import { useAdmit } from "../today/useAdmit.ts";
import { OpeningCard } from "./OpeningCard.tsx";

export interface AtTheDoorProps {
  visit: VisitView;
  room: VisitRoom;
  view: RoomView;
  local: LocalView;
}

export function AtTheDoor({ visit, room, view, local }: AtTheDoorProps) {
  const admit = useAdmit();
  const now = useNow();
  const seat = view.seats.find((one) => one.role === "patient");
  // Entered before and not in it: whoever looks at this page has stepped out.
  const stepped = view.call !== null;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The call's buttons are gone, and with them what had the focus.
    if (stepped) heading.current?.focus();
  }, [stepped]);
  return (
    <section className="card door">
      <div className="door-picture">
        <VideoTile
          stream={local.preview}
          name="You"
          self
          cover={
            local.video === null
              ? { icon: "cameraOff", text: local.phase === "asking" ? "Starting…" : "Camera off" }
              : undefined
          }
        />
      </div>
      <div className="stack">
        <Elsewhere room={room} view={view} />
        <div className="row">
          {!stepped && (
            <Badge tone="warn" icon="clock">
              {waitedText(minutesSince(visit.arrived_at ?? visit.starts_at, now))}
            </Badge>
          )}
          {seat?.presence === "reconnecting" && <Badge tone="info">Reconnecting</Badge>}
        </div>
        <h2 ref={heading} tabIndex={-1}>
          {stepped
            ? `You stepped out. ${visit.patient.display_name} is waiting for you.`
            : `${visit.patient.display_name} is here`}
        </h2>
        <OpeningCard visit={visit} />
        <DeviceNotice local={local} />
        {admit.error && (
          <Notice tone="warn" live="assertive" title={sentenceFor(admit.error).what}>
            {sentenceFor(admit.error).todo}
          </Notice>
        )}
        <Button
          tone="primary"
          size="large"
          icon="door"
          busy={admit.isPending}
          onClick={() => admit.mutate(visit)}
        >
          {admit.isPending ? "Opening the door…" : stepped ? "Go on" : "Admit"}
        </Button>
      </div>
    </section>
  );
}
