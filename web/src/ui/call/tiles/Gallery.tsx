/** Everybody else in the visit; a shared screen fills the stage and makes the faces small. */
import type { ReactNode } from "react";
import type { CallView } from "../../../call/call.ts";
import { SharedScreen } from "../screen/SharedScreen.tsx";
import type { Company } from "../useCompany.ts";
import { PersonTile } from "./PersonTile.tsx";
import type { Watch } from "./useWatched.ts";

export interface GalleryProps {
  company: Company;
  /** One's own picture. */
  own: ReactNode;
  /** Whom this page is about: has a place before anybody came. */
  expected: string;
  call: CallView | null;
  signal: boolean;
  watch: Watch;
  onPlayRefused: (video: HTMLVideoElement) => void;
}

export function Gallery(props: GalleryProps) {
  const { company, expected, call } = props;
  const { others, nameOf } = company;
  const screen = call?.screen ?? null;
  const places = others.length > 0 ? others : [null];
  return (
    <div className="gallery">
      <div className="gallery-grid" data-screen={screen !== null || undefined}>
        {screen !== null && (
          <SharedScreen screen={screen} name={nameOf(screen.seat)} watch={props.watch} />
        )}
        <div className="gallery-people" data-count={places.length}>
          {places.map((seat) => (
            <PersonTile
              key={seat?.seat ?? "nobody"}
              name={seat?.name ?? expected}
              seat={seat}
              call={call?.state ?? null}
              remote={call?.remotes.find((one) => one.seat === seat?.seat) ?? null}
              lock={company.lock}
              signal={props.signal}
              watch={props.watch}
              onPlayRefused={props.onPlayRefused}
            />
          ))}
          <div className="gallery-own">{props.own}</div>
        </div>
      </div>
    </div>
  );
}
