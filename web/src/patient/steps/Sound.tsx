/** The microphone's level while the person speaks, silence noticed, and a tone for the speaker. */
import { useEffect, useState } from "react";
import { playChime } from "../../call/devices/chime.ts";
import { SoundLevel } from "../../call/devices/level.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons";
import { LevelMeter } from "../../ui/LevelMeter.tsx";
import { useLasting } from "../observe.ts";

/** Above the noise of a quiet room, below ordinary speech. */
const HEARD = 0.4;
const SILENCE_MS = 7_000;

export function Sound({ track }: { track: MediaStreamTrack | null }) {
  const level = useLevel(track);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (level > HEARD) setHeard(true);
  }, [level]);
  const silent = useLasting(track !== null && !heard, SILENCE_MS);
  return (
    <section className="sound" aria-label="Sound">
      {track && <LevelMeter level={level} />}
      <div className="sound-words" role="status">
        {track && <Said heard={heard} silent={silent} />}
      </div>
      <Button tone="quiet" icon="speaker" onClick={() => void playChime()}>
        Test your speaker
      </Button>
    </section>
  );
}

function Said({ heard, silent }: { heard: boolean; silent: boolean }) {
  if (heard) {
    return (
      <>
        <Icon name="check" /> We can hear you.
      </>
    );
  }
  return silent
    ? "We hear nothing yet. Is the microphone switched off, or covered?"
    : "The bar moves when you speak.";
}

function useLevel(track: MediaStreamTrack | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return;
    const sound = new SoundLevel(track);
    const stop = sound.level.subscribe(() => setLevel(sound.level.get()));
    return () => {
      stop();
      sound.stop();
      setLevel(0);
    };
  }, [track]);
  return level;
}
