/** One person, one place: says that another page has it, and takes it only when asked to. */
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { RoomView, VisitRoom } from "./room.ts";

export function Elsewhere({ room, view }: { room: VisitRoom; view: RoomView }) {
  if (view.elsewhere === null) return null;
  const back = (
    <Button size="small" onClick={() => room.takeOver()}>
      Continue here
    </Button>
  );
  return (
    <Notice
      tone="info"
      live="assertive"
      title="This visit is open in another window."
      action={back}
    >
      The call runs there. Continuing here ends it there.
    </Notice>
  );
}
