/** The microphone's level while the person speaks, silence noticed, and a tone that the person heard or did not. */
import { useEffect, useState } from "react";
import { SoundLevel } from "../../call/devices/level.ts";
import type { PatientVisit } from "../../state/patientVisit.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons";
import { LevelMeter } from "../../ui/LevelMeter.tsx";
import { useLasting, useStore } from "../observe.ts";

/** Above the noise of a quiet room, below ordinary speech. */
const HEARD = 0.4;
const SILENCE_MS = 7_000;

interface SoundProps {
  track: MediaStreamTrack | null;
  visit: PatientVisit;
}

export function Sound({ track, visit }: SoundProps) {
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
      <Speaker visit={visit} />
    </section>
  );
}

/** Only the person knows whether a sound was heard. */
function Speaker({ visit }: { visit: PatientVisit }) {
  const { speaker } = useStore(visit.readiness.view);
  const [asked, setAsked] = useState(false);
  const play = () => {
    visit.testSpeaker();
    setAsked(true);
  };
  const answer = (heard: "ok" | "silent") => {
    setAsked(false);
    visit.readiness.heard(heard);
  };
  return (
    <>
      <div className="sound-words" role="status">
        {!asked && speaker === "ok" && (
          <>
            <Icon name="check" /> You can hear us.
          </>
        )}
        {!asked &&
          speaker === "silent" &&
          "Turn the volume up and unplug headphones, then test again."}
      </div>
      <Button tone="quiet" icon="speaker" onClick={play}>
        Test your speaker
      </Button>
      {asked && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form
        <div className="sound-heard" role="group" aria-label="Did you hear it?">
          <span>Did you hear it?</span>
          <Button size="small" onClick={() => answer("ok")}>
            Yes
          </Button>
          <Button size="small" onClick={() => answer("silent")}>
            No
          </Button>
        </div>
      )}
    </>
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
