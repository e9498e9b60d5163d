/** How the way to the media server is: tried for some seconds, then one plain line, and one thing to do. */
import type { ReactNode } from "react";
import { sentenceFor } from "../../api/sentences.ts";
import type { CheckedView } from "../../contract/views.ts";
import type { Readiness } from "../../state/readiness.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useStore } from "../observe.ts";
import { type Clinic, PhoneLink } from "../Page.tsx";
import { connectionWords } from "../words.ts";

interface ConnectionProps {
  readiness: Readiness;
  clinic: Clinic | null;
}

export function Connection({ readiness, clinic }: ConnectionProps) {
  const { connection, judged } = useStore(readiness.view);
  const again = (
    <Button icon="refresh" onClick={() => readiness.again()}>
      Test again
    </Button>
  );
  return (
    <section role="status" aria-label="Connection">
      {(connection.phase === "running" || (connection.phase === "found" && !judged)) && (
        <p className="connection-line">
          <span className="spinner-mark" aria-hidden="true" /> Testing your connection…
        </p>
      )}
      {connection.phase === "failed" && (
        <Notice tone="info" title="Your connection was not tested" action={again}>
          {sentenceFor(connection.code).todo}
        </Notice>
      )}
      {connection.phase === "found" && judged && (
        <Judged judged={judged} again={again} clinic={clinic} />
      )}
    </section>
  );
}

interface JudgedProps {
  judged: CheckedView;
  again: ReactNode;
  clinic: Clinic | null;
}

function Judged({ judged, again, clinic }: JudgedProps) {
  const words = connectionWords(judged.cause);
  if (words === null) {
    return (
      <p className="connection-line">
        <Icon name="check" /> Your connection {judged.grade === "green" ? "is good" : "works"}.
      </p>
    );
  }
  const unreachable = judged.cause === "no_connection";
  return (
    <Notice tone={unreachable ? "danger" : "warn"} title={words.title} action={again}>
      {words.todo}
      {unreachable && clinic && (
        <>
          {" "}
          You can also do this visit by phone: <PhoneLink clinic={clinic} />
        </>
      )}
    </Notice>
  );
}
