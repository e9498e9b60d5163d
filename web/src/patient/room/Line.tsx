/** One plain line about the connection: nothing while all is well. */
import type { CallView } from "../../call/call.ts";
import type { Seat } from "../../contract/signaling.ts";
import { type Clinic, PhoneLink } from "../Page.tsx";

interface LineProps {
  call: CallView;
  seat: Seat | undefined;
  clinic: Clinic;
  /** Away for so long that the phone is the better way. */
  lost: boolean;
}

export function Line(props: LineProps) {
  const words = wordsFor(props);
  return (
    <div className="room-line" role="status">
      {words && <p>{words}</p>}
      {props.lost && (
        <p>
          If this takes too long, call <PhoneLink clinic={props.clinic} />
        </p>
      )}
    </div>
  );
}

function wordsFor({ call, seat }: LineProps): string | null {
  if (call.state === "joining" || call.state === "idle") return "Connecting…";
  if (call.state === "reconnecting") return "Reconnecting… Stay on this page.";
  if (seat?.presence === "reconnecting") {
    return `${seat.name} lost the connection and is coming back.`;
  }
  if (call.quality === "stalled" && seat && shouldArrive(seat)) {
    return `Nothing arrives from ${seat.name} at the moment.`;
  }
  if (call.quality === "weak") return "The connection is weak. Sound comes first.";
  return null;
}

function shouldArrive(seat: Seat): boolean {
  return seat.presence === "present" && seat.in_call && !(seat.muted && seat.camera_off);
}
