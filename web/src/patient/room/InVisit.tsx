/** The visit itself: the other person fills the screen, the own picture stays small, words stay plain. */
import { useState } from "react";
import type { CallView } from "../../call/call.ts";
import type { Seat } from "../../contract/signaling.ts";
import { Store } from "../../state/store.ts";
import { VideoTile } from "../../ui/VideoTile.tsx";
import type { StepProps } from "../App.tsx";
import { useAwake, useLasting, useStore } from "../observe.ts";
import { Heading } from "../Page.tsx";
import { Controls } from "./Controls.tsx";
import { Line } from "./Line.tsx";

const JOINING = new Store<CallView>({
  state: "joining",
  remotes: [],
  screen: null,
  sharing: false,
  quality: "good",
  reason: null,
});
const PHONE_MS = 30_000;

export function InVisit({ visit, view }: StepProps) {
  const call = useStore(view.call?.view ?? JOINING);
  const local = useStore(visit.local.view);
  const [blocked, setBlocked] = useState<HTMLVideoElement | null>(null);
  useAwake();
  const lost = useLasting(call.state !== "connected", PHONE_MS);
  const my = view.visit;
  if (!my) return null;
  const remote = call.remotes[0];
  const seat = view.seats.find(({ role }) => role === "clinician");
  const name = seat?.name ?? my.clinician_name;
  return (
    <main className="room">
      <Heading hidden>Your visit with {name}</Heading>
      <div className="room-stage">
        <VideoTile
          stream={remote?.stream ?? null}
          name={`${name}, clinician`}
          shape="fill"
          micOff={seat?.muted ?? false}
          cover={coverFor(name, call, seat)}
          onPlayRefused={setBlocked}
        />
        <header className="room-top">
          <p className="room-name">
            <strong>{name}</strong>
            <span>Clinician</span>
          </p>
          <Line call={call} seat={seat} clinic={my.practice} lost={lost} />
        </header>
        <div className="room-self">
          <VideoTile
            stream={local.preview}
            name="You"
            self
            shape="fill"
            micOff={local.muted || !local.audio}
            cover={local.preview ? undefined : { icon: "cameraOff", text: "" }}
          />
        </div>
        {blocked && (
          <button
            type="button"
            className="call-button room-unblock"
            onClick={() => {
              setBlocked(null);
              void blocked.play();
            }}
          >
            Tap here to hear {name}
          </button>
        )}
      </div>
      <Controls visit={visit} view={view} local={local} />
    </main>
  );
}

function coverFor(name: string, call: CallView, seat: Seat | undefined) {
  const sign = initials(name);
  if (call.state === "reconnecting") return { initials: sign, text: "One moment…" };
  if (call.remotes.length === 0 || seat?.presence === "gone" || seat?.in_call === false) {
    return { initials: sign, text: `Waiting for ${name}…` };
  }
  return seat?.camera_off ? { initials: sign, text: "Camera is off. You can talk." } : undefined;
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => !word.endsWith("."));
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}
