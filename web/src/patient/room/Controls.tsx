/** Mute, camera, chat, screen, leave: large, labelled, and the same on every device. */
import { useState } from "react";
import type { CallView } from "../../call/call.ts";
import { canShareScreen } from "../../call/devices/screen.ts";
import { Button } from "../../ui/Button.tsx";
import { ChatOpener } from "../../ui/call/Panels.tsx";
import type { Sharing } from "../../ui/call/screen/useSharing.ts";
import type { Company } from "../../ui/call/useCompany.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/icons";
import type { StepProps } from "../App.tsx";
import { useStore } from "../observe.ts";

export interface ControlsProps extends StepProps {
  call: CallView;
  company: Company;
  sharing: Sharing;
}

export function Controls({ visit, call, company, sharing }: ControlsProps) {
  const local = useStore(visit.local.view);
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
      <ChatOpener company={company} />
      {canShareScreen() && (
        <button
          type="button"
          className="call-button"
          aria-pressed={call.sharing}
          onClick={call.sharing ? sharing.stop : sharing.start}
        >
          <Icon name="screen" />
          Share screen
        </button>
      )}
      <Leave onLeave={() => visit.leave()} />
    </footer>
  );
}

function Leave({ onLeave }: { onLeave: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
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
            <Button tone="danger" onClick={onLeave}>
              Leave
            </Button>
          </>
        }
      >
        <p>
          Your camera and microphone go off. You can come back until the clinician ends the visit.
        </p>
      </Dialog>
    </>
  );
}
