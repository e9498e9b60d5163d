/** The waiting room: honest, quiet, and safe to reload; the visit opens from here by itself. */
import { useState } from "react";
import { countdown, timeWords, waited } from "../../state/when.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/icons";
import { Notice } from "../../ui/Notice.tsx";
import { VideoTile } from "../../ui/VideoTile.tsx";
import type { StepProps } from "../App.tsx";
import { useAwake, useLasting, useNow, useStore } from "../observe.ts";
import { Failure, Heading } from "../Page.tsx";
import { locale } from "../words.ts";

const EARLY_MS = 60_000;
const LINE_LOST_MS = 4_000;

export function Waiting({ visit, view }: StepProps) {
  const [asking, setAsking] = useState(false);
  useAwake();
  const lost = useLasting(!view.online, LINE_LOST_MS);
  const my = view.visit;
  if (!my) return null;
  return (
    <div className="stack waiting" data-gap="large">
      <div className="waiting-mark" aria-hidden="true">
        <span />
        <span />
        <Icon name="person" />
      </div>
      <div className="stack waiting-words" data-gap="small">
        <Heading>
          {view.held
            ? `${my.clinician_name} stepped out for a moment`
            : `${my.clinician_name} knows that you are here`}
        </Heading>
        <p className="lead">
          {view.held ? "You are next. " : ""}
          Keep this page open. Your visit starts here by itself.
        </p>
        <Timing startsAt={my.starts_at} zone={my.zone} />
      </div>
      <div role="status">
        {lost && (
          <Notice tone="warn" title="The connection is gone for the moment">
            Your place is kept. This page reconnects by itself.
          </Notice>
        )}
      </div>
      <OwnDevices visit={visit} view={view} />
      <Failure code={view.failure} />
      <div className="waiting-leave">
        <Button tone="quiet" onClick={() => setAsking(true)}>
          I have to go
        </Button>
      </div>
      <Dialog
        open={asking}
        title="Leave the waiting room?"
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep waiting</Button>
            <Button tone="danger" busy={view.busy} onClick={() => visit.giveUp()}>
              Leave
            </Button>
          </>
        }
      >
        <p>You lose your place. The clinic sees that you left, and you can come back later.</p>
      </Dialog>
    </div>
  );
}

function Timing({ startsAt, zone }: { startsAt: string; zone: string }) {
  const now = useNow(10_000);
  const [since] = useState(() => Date.now());
  const early = Date.parse(startsAt) - now > EARLY_MS;
  return (
    <p className="soft numbers">
      {early
        ? `Planned for ${timeWords(startsAt, zone, locale)}, ${countdown(startsAt, now)}`
        : `On this page for ${waited(since, now)}`}
    </p>
  );
}

function OwnDevices({ visit }: StepProps) {
  const local = useStore(visit.local.view);
  return (
    <section className="waiting-self" aria-label="Your camera and microphone">
      <VideoTile
        stream={local.preview}
        name="You"
        self
        micOff={local.muted || !local.audio}
        cover={local.preview ? undefined : { icon: "cameraOff", text: "Camera is off" }}
      />
      <div className="stack" data-gap="small">
        <p className="soft small">Nobody sees or hears you yet.</p>
        <div className="row">
          <Button
            icon={local.muted ? "micOff" : "mic"}
            aria-pressed={local.muted}
            disabled={!local.audio}
            onClick={() => visit.local.setMuted(!local.muted)}
          >
            Mute
          </Button>
          <Button
            icon={local.cameraOff ? "cameraOff" : "camera"}
            aria-pressed={local.cameraOff}
            onClick={() => visit.local.setCamera(local.cameraOff)}
          >
            Camera off
          </Button>
        </div>
      </div>
    </section>
  );
}
