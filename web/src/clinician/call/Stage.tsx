/** The picture of the visit: the patient large, oneself small, and the truth about the connection. */
import { useState } from "react";
import type { LocalView } from "../../call/devices/local.ts";
import type { Remote } from "../../call/shown.ts";
import type { Seat } from "../../contract/signaling.ts";
import type { VisitView } from "../../contract/views.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { VideoTile } from "../../ui/VideoTile.tsx";
import { initialsOf, patientCover } from "./covers.ts";
import type { RoomView } from "./room.ts";

export interface StageProps {
  visit: VisitView;
  view: RoomView;
  local: LocalView;
}

export function Stage({ visit, view, local }: StageProps) {
  const [silent, setSilent] = useState<HTMLVideoElement | null>(null);
  const others = view.seats.filter((seat) => seat.role === "patient");
  const shown = others.length > 0 ? others : [null];
  return (
    <div className="stage">
      <div className="stage-others" data-count={shown.length}>
        {shown.map((seat) => (
          <Other
            key={seat?.seat ?? "nobody"}
            name={seat?.name ?? visit.patient.display_name}
            seat={seat}
            remotes={view.call?.remotes ?? []}
            view={view}
            onPlayRefused={setSilent}
          />
        ))}
      </div>
      <div className="stage-self">
        <VideoTile
          stream={local.preview}
          name="You"
          self
          shape="wide"
          micOff={local.muted || local.audio === null}
          cover={
            local.video === null
              ? {
                  icon: "cameraOff",
                  text: (
                    <span className="visually-hidden">
                      {local.phase === "asking" ? "Starting…" : "Camera off"}
                    </span>
                  ),
                }
              : undefined
          }
        />
      </div>
      <StageNews view={view} />
      {silent !== null && (
        <div className="stage-sound">
          <Button
            tone="primary"
            icon="speaker"
            onClick={() => void silent.play().then(() => setSilent(null))}
          >
            Turn the sound on
          </Button>
        </div>
      )}
    </div>
  );
}

interface OtherProps {
  name: string;
  seat: Seat | null;
  remotes: readonly Remote[];
  view: RoomView;
  onPlayRefused: (video: HTMLVideoElement) => void;
}

function Other({ name, seat, remotes, view, onPlayRefused }: OtherProps) {
  const remote = remotes.find((one) => one.seat === seat?.seat) ?? null;
  const words = patientCover(name, seat, view.call, remote !== null);
  return (
    <VideoTile
      stream={remote?.stream ?? null}
      name={name}
      shape="fill"
      micOff={seat?.muted ?? false}
      cover={words === null ? undefined : { initials: initialsOf(name), text: words }}
      onPlayRefused={onPlayRefused}
    />
  );
}

/** Short, and only while there is something to say. */
function StageNews({ view }: { view: RoomView }) {
  const { call } = view;
  const news =
    call?.state === "reconnecting"
      ? "Reconnecting. You keep your place."
      : call?.quality === "stalled" && call.state === "connected"
        ? "No sound or picture is arriving at the moment."
        : call?.quality === "weak" && call.state === "connected"
          ? "The connection is weak. Sound comes first."
          : "";
  return (
    <p className="stage-news" role="status">
      {news !== "" && (
        <span className="stage-news-text">
          <Icon name="wifiOff" />
          {news}
        </span>
      )}
    </p>
  );
}
