/** While one's own screen is shown to others, nobody may forget it. */
import { Icon } from "../../icons.tsx";
import type { Sharing } from "./useSharing.ts";

export function SharingBar({ shown, sharing }: { shown: boolean; sharing: Sharing }) {
  const { refusal } = sharing;
  return (
    <div className="sharing" role="status" data-shown={shown || undefined}>
      {shown && (
        <>
          <Icon name="screen" />
          <p>You are sharing your screen.</p>
          <button type="button" className="sharing-button" onClick={sharing.stop}>
            Stop
          </button>
        </>
      )}
      {!shown && refusal !== null && (
        <>
          <Icon name="alert" />
          <p>
            {refusal.what} {refusal.todo}
          </p>
          <button type="button" className="sharing-button" onClick={sharing.dismiss}>
            OK
          </button>
        </>
      )}
    </div>
  );
}
