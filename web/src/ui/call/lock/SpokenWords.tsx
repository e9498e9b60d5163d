/** Three words that two people read to each other, and what to do when they are not the same. */
import { type ReactNode, useState } from "react";
import { Button } from "../../Button.tsx";
import { Notice } from "../../Notice.tsx";
import { SPOKEN_HOW } from "./words.ts";

export interface SpokenWordsProps {
  words: readonly string[];
  /** Goes on after "end the video and". */
  wayOut: ReactNode;
  onDiffer: () => void;
}

export function SpokenWords({ words, wayOut, onDiffer }: SpokenWordsProps) {
  const [differ, setDiffer] = useState(false);
  const say = () => {
    setDiffer(true);
    onDiffer();
  };
  return (
    <section className="spoken" aria-label="Your three words">
      <ol className="spoken-words">
        {words.map((word, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and its place is what it is
          <li key={`${place} ${word}`}>{word}</li>
        ))}
      </ol>
      <p className="small">{SPOKEN_HOW}</p>
      {differ ? (
        <Notice tone="danger" live="assertive" title="Somebody may be listening in.">
          Say nothing private here. End the video and {wayOut}
        </Notice>
      ) : (
        <Button tone="quiet" onClick={say}>
          The words are not the same
        </Button>
      )}
    </section>
  );
}
