/** Mute, camera, screen, leave. Alt+M and Alt+C work anywhere on the page, also while writing the note. */
import { type ReactNode, useEffect } from "react";
import type { LocalView } from "../../call/devices/local.ts";
import { canShareScreen } from "../../call/devices/screen.ts";
import type { Sharing } from "../../ui/call/screen/useSharing.ts";
import { Icon, type IconName } from "../../ui/icons.tsx";
import type { RoomView, VisitRoom } from "./room.ts";

export interface CallBarProps {
  room: VisitRoom;
  view: RoomView;
  local: LocalView;
  sharing: Sharing;
  /** The button that opens the messages. */
  chat: ReactNode;
}

export function CallBar({ room, view, local, sharing, chat }: CallBarProps) {
  const muted = local.muted || local.audio === null;
  const dark = local.video === null;
  const shown = view.call?.sharing ?? false;
  const outside = view.call?.state === "closed";
  const turnSound = () => {
    if (local.audio === null) void room.local.start();
    else room.local.setMuted(!local.muted);
  };
  const turnCamera = () => void room.local.setCamera(dark);
  useShortcut("KeyM", turnSound);
  useShortcut("KeyC", turnCamera);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form
    <div className="call-bar" role="group" aria-label="Call">
      <CallButton
        icon={muted ? "micOff" : "mic"}
        words={muted ? "Unmute" : "Mute"}
        off={muted}
        keys="Alt+M"
        onClick={turnSound}
      />
      <CallButton
        icon={dark ? "cameraOff" : "camera"}
        words={dark ? "Start camera" : "Stop camera"}
        off={dark}
        keys="Alt+C"
        onClick={turnCamera}
      />
      {canShareScreen() && !outside && (
        <CallButton
          icon={shown ? "screenOff" : "screen"}
          words={shown ? "Stop sharing" : "Share screen"}
          off={shown}
          onClick={shown ? sharing.stop : sharing.start}
        />
      )}
      {chat}
      {outside ? (
        <CallButton icon="phone" words="Join again" onClick={() => room.enterCall()} />
      ) : (
        <CallButton icon="signOut" words="Leave call" onClick={() => room.leaveCall()} />
      )}
    </div>
  );
}

interface CallButtonProps {
  icon: IconName;
  words: string;
  /** Drawn as switched. */
  off?: boolean;
  keys?: string;
  onClick: () => void;
}

/** The words name what a press will do, so the button has no pressed state to read out besides. */
export function CallButton({ icon, words, off, keys, onClick }: CallButtonProps) {
  return (
    <button
      type="button"
      className="call-button"
      data-off={off || undefined}
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
