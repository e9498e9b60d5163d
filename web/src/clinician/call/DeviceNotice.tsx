/** One's own camera or microphone failing, said before the patient has to say it. */
import type { LocalView } from "../../call/devices/local.ts";
import { Notice } from "../../ui/Notice.tsx";
import { deviceTrouble } from "./deviceWords.ts";

export function DeviceNotice({ local }: { local: LocalView }) {
  const trouble = deviceTrouble(local);
  if (trouble === null) return null;
  return (
    <Notice tone="warn" live="polite" title={trouble.what}>
      {trouble.todo}
    </Notice>
  );
}
