/** The screen that somebody shares: whole, or as large as it is there, to be moved about. */
import { useState } from "react";
import type { Remote } from "../../../call/shown.ts";
import { Icon } from "../../icons.tsx";
import { type PictureSize, VideoTile } from "../../VideoTile.tsx";
import { useWatched, type Watch } from "../tiles/useWatched.ts";

export interface SharedScreenProps {
  screen: Remote;
  /** Who shares it. */
  name: string;
  watch: Watch;
}

export function SharedScreen({ screen, name, watch }: SharedScreenProps) {
  const [size, setSize] = useState<PictureSize | null>(null);
  const [full, setFull] = useState(false);
  const element = useWatched<HTMLDivElement>(watch, null);
  return (
    <section className="screen" data-full={full || undefined} aria-label={`${name}’s screen`}>
      <div className="screen-view" tabIndex={full ? 0 : undefined}>
        <div className="screen-sheet" ref={element} style={full ? sheetOf(size) : undefined}>
          <VideoTile
            stream={screen.stream}
            name={`${name}’s screen`}
            shape="fill"
            fit="contain"
            cover={coverOf(screen, size !== null, name)}
            onPicture={setSize}
          />
        </div>
      </div>
      <div className="screen-caption">
        <span>{name}’s screen</span>
        <button
          type="button"
          className="screen-size"
          aria-pressed={full}
          onClick={() => setFull(!full)}
        >
          <Icon name={full ? "smaller" : "larger"} />
          Full size
        </button>
      </div>
    </section>
  );
}

/** As many points as the sharer's screen has: letters are as large here as they are there. */
function sheetOf(size: PictureSize | null) {
  return size === null ? undefined : { width: `${size.width}px`, height: `${size.height}px` };
}

function coverOf(screen: Remote, drawn: boolean, name: string) {
  if (screen.picture === "paused") {
    return { icon: "pause", text: "Picture paused to keep the sound clear." } as const;
  }
  return drawn
    ? undefined
    : ({ icon: "screen", text: `${name} is about to share a screen…` } as const);
}
