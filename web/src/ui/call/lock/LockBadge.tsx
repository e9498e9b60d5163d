/** Who can hear this visit, in one sign and a few words; a press explains it. */
import type { Lock } from "../../../call/privacy/lock.ts";
import { Icon } from "../../icons.tsx";
import { LOCK_NEWS, LOCK_WORDS } from "./words.ts";

export interface LockBadgeProps {
  lock: Lock;
  open: boolean;
  onPress: (badge: HTMLElement) => void;
}

export function LockBadge({ lock, open, onPress }: LockBadgeProps) {
  const { icon, label, more } = LOCK_WORDS[lock];
  return (
    <>
      <button
        type="button"
        className="lock-badge"
        data-lock={lock}
        aria-expanded={open}
        onClick={(event) => onPress(event.currentTarget)}
      >
        <Icon name={icon} />
        <span>
          <span className="visually-hidden">Privacy: </span>
          {label}
          {more !== undefined && <span className="lock-more">{more}</span>}
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {LOCK_NEWS[lock]}
      </span>
    </>
  );
}
