/** The picture of the visit: the others large, oneself small, and the truth about the connection. */
import { type ReactNode, useState } from "react";
import type { LocalView } from "../../call/devices/local.ts";
import { Button } from "../../ui/Button.tsx";
import { newsOf } from "../../ui/call/news.ts";
import { Gallery } from "../../ui/call/tiles/Gallery.tsx";
import type { Company } from "../../ui/call/useCompany.ts";
import { Icon } from "../../ui/icons.tsx";
import { VideoTile } from "../../ui/VideoTile.tsx";
import type { RoomView, VisitRoom } from "./room.ts";

export interface StageProps {
  /** The patient's name as the record has it, for as long as nobody is there. */
  expected: string;
  room: VisitRoom;
  view: RoomView;
  local: LocalView;
  company: Company;
  /** Stands in the upper corner. */
  badge: ReactNode;
  /** Lies over everything. */
  warning: ReactNode;
}

export function Stage(props: StageProps) {
  const { room, view, local } = props;
  const { company } = props;
  const [silent, setSilent] = useState<HTMLVideoElement | null>(null);
  const alone = company.others.length < 2 && !view.call?.screen;
  return (
    <div className="stage" data-alone={alone || undefined}>
      <div className="stage-top">
        {props.badge}
        <StageNews view={view} company={company} />
      </div>
      <div className="stage-picture">
        <Gallery
          company={company}
          own={<OwnPicture local={local} />}
          expected={props.expected}
          call={view.call}
          signal
          watch={(slot, height) => room.watch(slot, height)}
          onPlayRefused={setSilent}
        />
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
      {props.warning}
    </div>
  );
}

function OwnPicture({ local }: { local: LocalView }) {
  const words = local.phase === "asking" ? "Starting…" : "Camera off";
  return (
    <VideoTile
      stream={local.preview}
      name="You"
      self
      shape="fill"
      micOff={local.muted || local.audio === null}
      cover={
        local.video === null
          ? { icon: "cameraOff", text: <span className="visually-hidden">{words}</span> }
          : undefined
      }
    />
  );
}

/** Short, and only while there is something to say. */
function StageNews({ view, company }: Pick<StageProps, "view" | "company">) {
  const news = view.call === null ? null : newsOf(view.call, company);
  return (
    <p className="stage-news" role="status">
      {news !== null && (
        <span className="stage-news-text">
          <Icon name="wifiOff" />
          {news}
        </span>
      )}
    </p>
  );
}
