/** Mute, camera, leave: large, labelled, and the same on every device. */
import { useState } from "react";
import type { LocalView } from "../../call/devices/local.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/icons";
import type { StepProps } from "../App.tsx";

export function Controls({ visit, local }: StepProps & { local: LocalView }) {
  const [asking, setAsking] = useState(false);
  return (
    <footer className="call-bar room-bar">
      <button
        type="button"
        className="call-button"
        aria-pressed={local.muted}
        disabled={!local.audio}
        onClick={() => visit.local.setMuted(!local.muted)}
      >
        <Icon name={local.muted ? "micOff" : "mic"} />
        Mute
      </button>
      <button
        type="button"
        className="call-button"
        aria-pressed={local.cameraOff}
        onClick={() => visit.local.setCamera(local.cameraOff)}
      >
        <Icon name={local.cameraOff ? "cameraOff" : "camera"} />
        Camera off
      </button>
      <button
        type="button"
        className="call-button"
        data-tone="danger"
        onClick={() => setAsking(true)}
      >
        <Icon name="phone" />
        Leave
      </button>
      <Dialog
        open={asking}
        title="Leave this visit?"
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Stay</Button>
            <Button tone="danger" onClick={() => visit.leave()}>
              Leave
            </Button>
          </>
        }
      >
        <p>
          Your camera and microphone go off. You can come back until the clinician ends the visit.
        </p>
      </Dialog>
    </footer>
  );
}
