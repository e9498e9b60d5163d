/** The first screen: who, when, where to call, and one button. Nothing is used up by looking. */

import type { ReactNode } from "react";
import { countdown, dayWords, deviceTime, timeWords, zoneWords } from "../../state/when.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon, type IconName } from "../../ui/icons";
import type { StepProps } from "../App.tsx";
import { useNow } from "../observe.ts";
import { Failure, Heading, PhoneLink } from "../Page.tsx";
import { locale } from "../words.ts";

export function Landing({ visit, view }: StepProps) {
  const now = useNow(10_000);
  const { link } = view;
  if (!link) return null;
  const clinic = { name: link.practice_name, phone: link.practice_phone };
  const deviceZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const here = deviceTime(link.starts_at, link.zone, deviceZone, locale);
  return (
    <div className="stack" data-gap="large">
      <div className="stack" data-gap="small">
        <p className="eyebrow">Video visit</p>
        <Heading>Your visit with {link.clinician_name}</Heading>
      </div>
      <section className="card when" aria-label="When">
        <p className="when-day">{dayWords(link.starts_at, link.zone, locale)}</p>
        <p className="when-time numbers">{timeWords(link.starts_at, link.zone, locale)}</p>
        <p className="soft">
          {zoneWords(link.zone)} · {countdown(link.starts_at, now)}
        </p>
        {here && <p className="when-here small">On your device’s clock: {here}</p>}
      </section>
      <ul className="promises">
        <Promised icon="check">Takes about a minute to get ready. You can start early.</Promised>
        <Promised icon="camera">
          You need a camera and a microphone. Sound alone works too.
        </Promised>
        <Promised icon="lock">The visit is not recorded.</Promised>
        <Promised icon="phone">
          Any question? Call <PhoneLink clinic={clinic} />
        </Promised>
      </ul>
      <Failure code={view.failure} />
      <Button tone="primary" size="large" block busy={view.busy} onClick={() => visit.continue()}>
        Continue
      </Button>
    </div>
  );
}

function Promised({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}
