/** The requests of the patient page: the invitation, then the one visit its session opens. */
import type {
  CheckDevices,
  CheckedView,
  LinkView,
  MyVisitView,
  TicketView,
} from "../contract/views.ts";
import { Client } from "./client.ts";

export class PatientApi {
  constructor(private readonly client = new Client()) {}

  viewInvitation(token: string): Promise<LinkView> {
    return this.client.post("/invitations/view", { token });
  }

  exchange(token: string): Promise<MyVisitView> {
    return this.client.post("/invitations/exchange", { token });
  }

  visit(): Promise<MyVisitView> {
    return this.client.get("/my-visit");
  }

  /** `birthDate` as YYYY-MM-DD. */
  confirmIdentity(birthDate: string): Promise<MyVisitView> {
    return this.client.post("/my-visit/identity", { birth_date: birthDate });
  }

  consent(textVersion: string, language: string): Promise<MyVisitView> {
    return this.client.post("/my-visit/consent", { text_version: textVersion, language });
  }

  /** What the check of devices and connection found; the latest counts. */
  check(found: CheckDevices): Promise<CheckedView> {
    return this.client.post("/my-visit/check", found);
  }

  arrive(): Promise<MyVisitView> {
    return this.client.post("/my-visit/arrive");
  }

  giveUp(): Promise<MyVisitView> {
    return this.client.post("/my-visit/give-up");
  }

  /** Best effort: how private the visit is, for the record. */
  tellEncryption(state: string, because: string | null): Promise<void> {
    return this.client.post("/my-visit/encryption", { state, because });
  }

  ticket(call: boolean): Promise<TicketView> {
    return this.client.post("/my-visit/ticket", { call });
  }
}
