/** One plain line about the connection, and the phone number when it takes too long. */
import type { CallView } from "../../call/call.ts";
import { farNews, newsOf } from "../../ui/call/news.ts";
import type { Company } from "../../ui/call/useCompany.ts";
import { type Clinic, PhoneLink } from "../Page.tsx";

interface LineProps {
  call: CallView;
  company: Company;
  clinic: Clinic;
  /** Away for so long that the phone is the better way. */
  lost: boolean;
}

export function Line({ call, company, clinic, lost }: LineProps) {
  const words = newsOf(call, company) ?? farNews(company.others);
  return (
    <div className="room-line" role="status">
      {words && <p>{words}</p>}
      {lost && (
        <p>
          If this takes too long, call <PhoneLink clinic={clinic} />
        </p>
      )}
    </div>
  );
}
