/** Whether members have really agreed: the checker of every schedule, and checked itself. */
import type { AgreementView } from "../../agreement/agreement.ts";
import { toBase64Url } from "../../bytes.ts";
import { Keyring } from "../../frames/keyring.ts";
import { openFrame } from "../../frames/opening.ts";
import { instructions } from "../../page/frameLink.ts";
import { hex } from "../hex.ts";
import { StillClock } from "../stillClock.ts";

const FRAME = hex("3102004455667788");

/** The first thing on which they do not agree, or null. */
export async function discord(views: readonly AgreementView[]): Promise<string | null> {
  const all = views.flatMap((view) => (view.state === "established" ? [view.established] : []));
  if (all.length !== views.length) return `not established: ${views.map(({ state }) => state)}`;
  if (new Set(all.map(({ id, number }) => `${id} ${number}`)).size > 1) return "epochs differ";
  if (new Set(all.map(({ code }) => toBase64Url(code))).size > 1) return "codes differ";
  return deafness(views);
}

/** Who cannot see whom. */
async function deafness(views: readonly AgreementView[]): Promise<string | null> {
  const people = views.flatMap((view) => {
    const keyring = new Keyring(new StillClock());
    for (const message of instructions(view)) {
      if (message.kind === "keys") keyring.install(message.keys);
    }
    return view.state === "established" ? [{ seat: view.established.seat, keyring }] : [];
  });
  for (const from of people) {
    const frame = await from.keyring.sender?.protect("camera", "vp8", FRAME);
    for (const to of people.filter((other) => other !== from)) {
      const expected = { seat: from.seat, role: "camera" } as const;
      const opened = await openFrame(to.keyring, expected, "vp8", frame ?? FRAME);
      if (!("frame" in opened)) return `${to.seat} cannot see ${from.seat}: ${opened.cause}`;
    }
  }
  return null;
}
