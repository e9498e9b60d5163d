/** Whether an arrival is heard; says so when the browser still waits for a click. */
import { useSyncExternalStore } from "react";
import { Button } from "../../ui/Button.tsx";
import type { IconName } from "../../ui/icons.tsx";
import type { Chime, SoundState } from "./chime.ts";

const LOOKS: Record<SoundState, { words: string; icon: IconName }> = {
  on: { words: "Sound on", icon: "bell" },
  off: { words: "Sound off", icon: "bellOff" },
  blocked: { words: "Turn sound on", icon: "bellOff" },
};

export function SoundToggle({ chime }: { chime: Chime }) {
  const state = useSyncExternalStore(chime.state.subscribe, chime.state.get);
  const { words, icon } = LOOKS[state];
  return (
    <Button
      size="small"
      icon={icon}
      aria-label={`Arrival sound: ${words.toLowerCase()}`}
      aria-pressed={state === "on"}
      onClick={() => chime.setWanted(state !== "on")}
    >
      {words}
    </Button>
  );
}
