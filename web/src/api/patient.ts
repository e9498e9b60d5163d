/** The requests of the patient page: the invitation, then the one visit its session opens. */
import type { LinkView, MyVisitView, TicketView } from "../contract/views.ts";
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

  arrive(): Promise<MyVisitView> {
    return this.client.post("/my-visit/arrive");
  }

  giveUp(): Promise<MyVisitView> {
    return this.client.post("/my-visit/give-up");
  }

  ticket(call: boolean): Promise<TicketView> {
    return this.client.post("/my-visit/ticket", { call });
  }
}
