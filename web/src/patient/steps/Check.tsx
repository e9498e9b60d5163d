/** Camera and microphone, seen and heard before the visit; every failure has a name and one action. */
import type { MediaFailure } from "../../call/devices/devices.ts";
import type { LocalView } from "../../call/devices/local.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { VideoTile } from "../../ui/VideoTile.tsx";
import type { StepProps } from "../App.tsx";
import { useStore } from "../observe.ts";
import { Failure, Heading, PhoneLink, Progress } from "../Page.tsx";
import { type Device, deviceWords } from "../words.ts";
import { Connection } from "./Connection.tsx";
import { DeviceChoice } from "./DeviceChoice.tsx";
import { Sound } from "./Sound.tsx";

export function Check({ visit, view }: StepProps) {
  const local = useStore(visit.local.view);
  return (
    <div className="stack" data-gap="large">
      <Progress step={3} />
      <div className="stack" data-gap="small">
        <Heading>Can we see and hear you?</Heading>
        <p className="lead">{leadWords(local)}</p>
      </div>
      <VideoTile stream={local.preview} name="You" self cover={cover(local)} />
      <div className="stack" data-gap="small">
        <Sound track={local.audio} visit={visit} />
        <Connection readiness={visit.readiness} clinic={view.visit?.practice ?? null} />
      </div>
      <Problems local={local} retry={() => visit.local.start()} />
      <DeviceChoice media={visit.local} local={local} />
      <Failure code={view.failure} />
      {local.phase === "ready" && (
        <div className="stack" data-gap="small">
          <Button tone="primary" size="large" block busy={view.busy} onClick={() => visit.arrive()}>
            {readyWords(local)}
          </Button>
          {!local.audio && view.visit && (
            <p className="soft small">
              No sound from you? You can also do this visit by phone:{" "}
              <PhoneLink clinic={view.visit.practice} />
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function cover(local: LocalView) {
  if (local.preview) return undefined;
  if (local.phase !== "ready") return { icon: "camera" as const, text: "Waiting for your camera…" };
  return { icon: "cameraOff" as const, text: "No picture" };
}

function leadWords({ phase, audioFailure, videoFailure }: LocalView): string {
  if (phase !== "ready") {
    return "Your browser now asks for your camera and microphone. Choose “Allow”.";
  }
  if (audioFailure && videoFailure) return "Not yet. Let us fix this together.";
  if (audioFailure) return "We see you, but we do not hear you yet.";
  return videoFailure ? "Say a few words." : "Look at your picture and say a few words.";
}

function readyWords(local: LocalView): string {
  if (local.audio && local.video) return "I’m ready";
  if (local.audio) return "Continue with sound only";
  return local.video ? "Continue without my sound" : "Continue, only watch and listen";
}

function Problems({ local, retry }: { local: LocalView; retry: () => void }) {
  const problem = problemOf(local);
  if (!problem) return null;
  const words = deviceWords(...problem);
  const again = (
    <Button icon="refresh" busy={local.phase === "asking"} onClick={retry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="warn" title={words.title} live="polite" action={again}>
      {words.todo}
    </Notice>
  );
}

/** One problem at a time: the sound matters more than the picture. */
function problemOf({ audioFailure, videoFailure }: LocalView): [MediaFailure, Device] | null {
  if (audioFailure && audioFailure === videoFailure) return [audioFailure, "camera and microphone"];
  if (audioFailure) return [audioFailure, "microphone"];
  return videoFailure ? [videoFailure, "camera"] : null;
}
