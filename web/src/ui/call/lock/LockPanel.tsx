/** What the lock means, who holds keys, and the three words that prove it. */
import type { ReactNode } from "react";
import type { PrivacyView } from "../../../call/privacy/lock.ts";
import type { Seat } from "../../../contract/signaling.ts";
import { Button } from "../../Button.tsx";
import { Icon } from "../../icons.tsx";
import { Notice } from "../../Notice.tsx";
import { roleWord } from "../people.ts";
import { Sheet } from "../Sheet.tsx";
import { SpokenWords } from "./SpokenWords.tsx";
import { LOCK_WORDS, whoseBrowser } from "./words.ts";

export interface LockPanelProps {
  privacy: PrivacyView;
  seats: readonly Seat[];
  /** One's own seat. */
  own: string;
  onRenew: () => void;
  /** The words that were read to each other are not the same. */
  onDiffer: () => void;
  /** Goes on after "end the video and". */
  wayOut: ReactNode;
  opener: HTMLElement | null;
  onClose: () => void;
}

export function LockPanel(props: LockPanelProps) {
  const { privacy, seats, own, opener, onClose } = props;
  const { title, text } = LOCK_WORDS[privacy.lock];
  return (
    <Sheet title={title} opener={opener} onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too */}
      <div className="sheet-body" tabIndex={0}>
        {privacy.words !== null && (
          <SpokenWords
            // New words are to be compared anew.
            key={privacy.words.join()}
            words={privacy.words}
            wayOut={props.wayOut}
            onDiffer={props.onDiffer}
          />
        )}
        {privacy.because.length > 0 && <Unable seats={seats} own={own} ids={privacy.because} />}
        {text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {privacy.lock === "broken" && (
          <>
            <p>If it happens again, end the video and {props.wayOut}</p>
            <Button tone="primary" icon="refresh" onClick={props.onRenew}>
              Try again
            </Button>
          </>
        )}
        {privacy.members.length > 0 && <Holders seats={seats} own={own} ids={privacy.members} />}
      </div>
    </Sheet>
  );
}

interface SomeSeats {
  seats: readonly Seat[];
  own: string;
  ids: readonly string[];
}

function Unable({ seats, own, ids }: SomeSeats) {
  const others = ids.filter((id) => id !== own);
  const names = others.map((id) => seats.find(({ seat }) => seat === id)?.name ?? "somebody");
  const who = whoseBrowser(names, others.length < ids.length);
  return (
    <Notice tone="warn" title={`${who} cannot encrypt end to end.`}>
      A new version of Chrome, Edge, Firefox or Safari can.
    </Notice>
  );
}

function Holders({ seats, own, ids }: SomeSeats) {
  const known = new Map(seats.map((seat) => [seat.seat, seat]));
  const strangers = ids.some((id) => !known.has(id));
  return (
    <section className="stack" data-gap="small">
      <h3>Who can see and hear</h3>
      <ul className="holders">
        {ids.map((id) => (
          <Holder key={id} seat={known.get(id)} own={id === own} />
        ))}
      </ul>
      {strangers && (
        <Notice tone="danger" title="Somebody is here whom we do not know.">
          Ask aloud who it is. If nobody can say, end the visit and use the phone.
        </Notice>
      )}
    </section>
  );
}

function Holder({ seat, own }: { seat: Seat | undefined; own: boolean }) {
  return (
    <li data-unknown={seat === undefined || undefined}>
      <span className="holders-sign">
        <Icon name={seat === undefined ? "alert" : "person"} />
      </span>
      <span>
        <strong>{seat?.name ?? "Somebody unknown"}</strong>
        {own && " (you)"}
        {seat !== undefined && <span className="soft">, {roleWord(seat.role).toLowerCase()}</span>}
      </span>
    </li>
  );
}
