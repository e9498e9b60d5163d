/** The patient's link in every form it is handed on: to copy, to scan, and as the message they get. */
import type { InvitationView } from "../contract/views.ts";
import { dayOf, timeOf } from "../staff/times.ts";
import { CopyField } from "../ui/CopyField.tsx";

export function Invitation({ invitation, zone }: { invitation: InvitationView; zone: string }) {
  const { url, qr_svg, message, expires_at } = invitation;
  return (
    <div className="invitation">
      <div className="invitation-link">
        <CopyField label="Invitation link" value={url} />
        <p className="soft small">
          Works once, on one device, until {dayOf(expires_at, zone)}, {timeOf(expires_at, zone)}.
        </p>
      </div>
      <figure className="qr">
        <img src={qr_svg} alt="QR code of the invitation link" width="132" height="132" />
        <figcaption>Scan with a phone</figcaption>
      </figure>
      <section className="message" aria-label="Message to the patient">
        <p className="message-subject">{message.subject}</p>
        <p className="message-body">{message.body}</p>
      </section>
    </div>
  );
}
