/** Somebody else in the visit: picture or cover, name, role, and how their connection is. */
import { useState } from "react";
import type { CallState } from "../../../call/call.ts";
import type { Lock } from "../../../call/privacy/lock.ts";
import type { Remote } from "../../../call/shown.ts";
import type { Seat } from "../../../contract/signaling.ts";
import { VideoTile } from "../../VideoTile.tsx";
import { initialsOf, roleWord } from "../people.ts";
import { coverOf } from "./covers.ts";
import { Signal } from "./Signal.tsx";
import { useWatched, type Watch } from "./useWatched.ts";

export interface PersonTileProps {
  name: string;
  /** Null before anything is known of this person. */
  seat: Seat | null;
  call: CallState | null;
  remote: Remote | null;
  lock: Lock;
  /** Whether the tile says how the connection is. */
  signal: boolean;
  watch: Watch;
  onPlayRefused: (video: HTMLVideoElement) => void;
}

export function PersonTile(props: PersonTileProps) {
  const { name, seat, call, remote } = props;
  const [drawn, setDrawn] = useState(false);
  const element = useWatched<HTMLDivElement>(props.watch, remote?.slot ?? undefined);
  const cover = coverOf({ name, seat, call, remote, lock: props.lock, drawn });
  return (
    <div className="gallery-place" ref={element}>
      <VideoTile
        stream={remote?.stream ?? null}
        name={name}
        detail={
          seat !== null && (
            <>
              <span className="tile-role">{roleWord(seat.role)}</span>
              {props.signal && seat.link && <Signal link={seat.link} />}
            </>
          )
        }
        shape="fill"
        micOff={seat?.muted ?? false}
        cover={cover === null ? undefined : { initials: initialsOf(name), text: cover }}
        onPlayRefused={props.onPlayRefused}
        onPicture={() => setDrawn(true)}
      />
    </div>
  );
}
