/** One person's picture: a live video, or a cover that says truthfully why there is none. */
import { type ReactNode, useEffect, useRef } from "react";
import { Icon, type IconName } from "./icons";

export interface PictureSize {
  width: number;
  height: number;
}

export interface VideoTileProps {
  stream: MediaStream | null;
  /** Whose picture this is; shown in the corner and read by screen readers. */
  name: string;
  /** Stands behind the name: a role, how the connection is. */
  detail?: ReactNode;
  /** True for one's own picture: no sound, and mirrored as people expect of themselves. */
  self?: boolean;
  shape?: "wide" | "tall" | "fill";
  fit?: "cover" | "contain";
  /** Shown instead of the picture: camera off, connecting, connection lost. */
  cover?: { icon?: IconName; initials?: string; text: ReactNode } | undefined;
  micOff?: boolean;
  /** The browser refused to start sound without a gesture; call `video.play()` again from a click. */
  onPlayRefused?: (video: HTMLVideoElement) => void;
  /** There is a first picture, or it has another size now. */
  onPicture?: (size: PictureSize) => void;
}

export function VideoTile(props: VideoTileProps) {
  const {
    stream,
    name,
    self = false,
    shape = "wide",
    fit = "cover",
    cover,
    micOff = false,
  } = props;
  const video = useRef<HTMLVideoElement>(null);
  usePlaying(video, stream, props.onPlayRefused);
  usePicture(video, props.onPicture);
  return (
    <figure
      className="tile"
      data-shape={shape}
      data-fit={fit}
      data-mirrored={self || undefined}
      aria-label={`${name}, video`}
    >
      <video
        ref={video}
        autoPlay
        playsInline
        muted={self}
        aria-hidden={cover !== undefined || undefined}
      />
      {cover !== undefined && (
        <div className="tile-cover">
          {cover.initials !== undefined ? (
            <span className="tile-initials" aria-hidden="true">
              {cover.initials}
            </span>
          ) : (
            cover.icon && <Icon name={cover.icon} />
          )}
          <div className="tile-cover-text">{cover.text}</div>
        </div>
      )}
      <figcaption className="tile-name">
        {micOff && <Icon name="micOff" />}
        <span className="tile-name-text">{name}</span>
        {micOff && <span className="visually-hidden">, microphone off</span>}
        {props.detail}
      </figcaption>
    </figure>
  );
}

type VideoRef = React.RefObject<HTMLVideoElement | null>;

function usePlaying(
  video: VideoRef,
  stream: MediaStream | null,
  onRefused: VideoTileProps["onPlayRefused"],
) {
  const refused = useRef(onRefused);
  refused.current = onRefused;
  useEffect(() => {
    const element = video.current;
    if (element === null || element.srcObject === stream) return;
    element.srcObject = stream;
    if (stream !== null)
      element
        .play()
        .catch((reason: Error) => reason.name === "NotAllowedError" && refused.current?.(element));
  }, [video, stream]);
}

function usePicture(video: VideoRef, onPicture: VideoTileProps["onPicture"]) {
  const picture = useRef(onPicture);
  picture.current = onPicture;
  useEffect(() => {
    const element = video.current;
    const seen = () => {
      if (element?.videoWidth)
        picture.current?.({ width: element.videoWidth, height: element.videoHeight });
    };
    for (const event of EVENTS) element?.addEventListener(event, seen);
    seen();
    return () => {
      for (const event of EVENTS) element?.removeEventListener(event, seen);
    };
  }, [video]);
}

const EVENTS = ["loadeddata", "resize"];
