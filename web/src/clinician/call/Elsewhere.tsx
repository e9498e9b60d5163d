/** One person, one place: says that another page has it, and takes it only when asked to. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { RoomView, VisitRoom } from "./room.ts";

export interface ElsewhereProps {
  room: VisitRoom;
  view: RoomView;
}

const TITLES = {
  has: "This visit is open on another page",
  took: "This visit moved to another page",
} as const;
const TEXT =
  "Only one page can be in the visit. If you continue here, the other page stops. Camera and microphone are off on this page.";

/** Longer than this it will not come: the button may be pressed again. */
const TAKING_MS = 8_000;

/** Within something else that stays. */
export function Elsewhere({ room, view }: ElsewhereProps) {
  if (view.elsewhere === null) return null;
  return (
    <Notice
      tone="info"
      live="assertive"
      title={TITLES[view.elsewhere]}
      action={<Continue room={room} />}
    >
      {TEXT}
    </Notice>
  );
}

/** In place of the call. */
export function ElsewhereCard({ room, view }: ElsewhereProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What had the focus may be gone with the call; whoever writes the note goes on writing.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <section className="card quiet-card" role="alert">
      <span className="quiet-mark">
        <Icon name="copy" />
      </span>
      <h2 ref={heading} tabIndex={-1}>
        {TITLES[view.elsewhere ?? "has"]}
      </h2>
      <p className="soft">{TEXT}</p>
      <Continue room={room} />
    </section>
  );
}

function Continue({ room }: { room: VisitRoom }) {
  const [taking, setTaking] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setTaking(false), taking ? TAKING_MS : 0);
    return () => clearTimeout(timer);
  }, [taking]);
  const take = () => {
    setTaking(true);
    room.takeOver();
  };
  return (
    <Button tone="primary" busy={taking} onClick={take}>
      Continue here
    </Button>
  );
}
