/** Something could not be loaded: what happened, and one button that tries again. */
import { sentenceFor } from "../../api/sentences.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";

export function Failed({ reason, onRetry }: { reason: unknown; onRetry: () => void }) {
  const { what, todo } = sentenceFor(reason);
  const again = (
    <Button size="small" icon="refresh" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="danger" live="assertive" title={what} action={again}>
      {todo}
    </Notice>
  );
}
