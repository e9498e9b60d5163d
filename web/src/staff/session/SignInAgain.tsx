/** The session ended under somebody's hands: sign in over the page, which keeps everything typed. */
import { Dialog } from "../../ui/Dialog.tsx";
import { SignInForm } from "./SignInForm.tsx";

export function SignInAgain({ open, onDone }: { open: boolean; onDone: () => void }) {
  return (
    <Dialog open={open} title="Please sign in again" dismissable={false} onClose={() => undefined}>
      <p className="soft">
        You were signed out to keep records safe. This page and what you typed are still here.
      </p>
      <SignInForm
        onDone={(samePerson) => (samePerson ? onDone() : globalThis.location.assign("/app"))}
      />
    </Dialog>
  );
}
