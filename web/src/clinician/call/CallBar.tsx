/** Mute, camera, leave. Alt+M and Alt+C work anywhere on the page, also while writing the note. */
import { useEffect } from "react";
import type { LocalView } from "../../call/devices/local.ts";
import { Icon, type IconName } from "../../ui/icons.tsx";
import type { VisitRoom } from "./room.ts";

export interface CallBarProps {
  room: VisitRoom;
  local: LocalView;
  inCall: boolean;
}

export function CallBar({ room, local, inCall }: CallBarProps) {
  const muted = local.muted || local.audio === null;
  const dark = local.video === null;
  const turnSound = () => {
    if (local.audio === null) void room.local.start();
    else room.local.setMuted(!local.muted);
  };
  const turnCamera = () => void room.local.setCamera(dark);
  useShortcut("KeyM", turnSound);
  useShortcut("KeyC", turnCamera);
  return (
    <div className="call-bar" role="toolbar" aria-label="Call">
      <CallButton
        icon={muted ? "micOff" : "mic"}
        words={muted ? "Unmute" : "Mute"}
        pressed={muted}
        keys="Alt+M"
        onClick={turnSound}
      />
      <CallButton
        icon={dark ? "cameraOff" : "camera"}
        words={dark ? "Start camera" : "Stop camera"}
        pressed={dark}
        keys="Alt+C"
        onClick={turnCamera}
      />
      {inCall ? (
        <CallButton icon="signOut" words="Leave call" onClick={() => room.leaveCall()} />
      ) : (
        <CallButton icon="phone" words="Join again" onClick={() => room.enterCall()} />
      )}
    </div>
  );
}

interface CallButtonProps {
  icon: IconName;
  words: string;
  pressed?: boolean;
  keys?: string;
  onClick: () => void;
}

/** The words name what a press will do, so the button has no pressed state to read out besides. */
function CallButton({ icon, words, pressed, keys, onClick }: CallButtonProps) {
  return (
    <button
      type="button"
      className="call-button"
      data-off={pressed || undefined}
      aria-keyshortcuts={keys}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{words}</span>
      {keys !== undefined && (
        <span className="call-keys" aria-hidden="true">
          {keys}
        </span>
      )}
    </button>
  );
}

/** With Alt, as a bare letter would fire while somebody dictates or types (WCAG 2.1.4). */
function useShortcut(code: string, action: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== code || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (!event.repeat) action();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [code, action]);
}
