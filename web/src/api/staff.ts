/** The requests of the staff pages, one method per route. */
import type {
  AdmittedView,
  BookedView,
  DeskTicketView,
  InvitationView,
  MeView,
  NoteView,
  Outcome,
  PatientView,
  SlotsView,
  StaffView,
  TicketView,
  VisitQualityView,
  VisitView,
} from "../contract/views.ts";
import { Client } from "./client.ts";

export type NewPatient = Omit<PatientView, "id">;

export interface NewVisit {
  clinician_id: string;
  patient_id: string;
  starts_at: string;
  duration_min: number;
}

interface Items<T> {
  items: T[];
}

export class StaffApi {
  constructor(private readonly client = new Client()) {}

  signIn(login: string, password: string): Promise<{ staff: StaffView }> {
    return this.client.post("/sign-in", { login, password });
  }

  signOut(): Promise<void> {
    return this.client.post("/sign-out");
  }

  me(): Promise<MeView> {
    return this.client.get("/me");
  }

  clinicians(): Promise<Items<StaffView>> {
    return this.client.get("/clinicians");
  }

  /** `day` as YYYY-MM-DD in the practice's zone. */
  slots(clinician: string, day: string): Promise<SlotsView> {
    return this.client.get(`/clinicians/${clinician}/slots?day=${day}`);
  }

  patients(query: string): Promise<Items<PatientView>> {
    return this.client.post("/patients/search", { query });
  }

  addPatient(patient: NewPatient, intent: string): Promise<PatientView> {
    return this.client.post("/patients", patient, { intent });
  }

  book(visit: NewVisit, intent: string): Promise<BookedView> {
    return this.client.post("/visits", visit, { intent });
  }

  visits(day: string): Promise<Items<VisitView>> {
    return this.client.get(`/visits?day=${day}`);
  }

  visit(id: string): Promise<VisitView> {
    return this.client.get(`/visits/${id}`);
  }

  cancel(id: string, rev: number): Promise<VisitView> {
    return this.client.post(`/visits/${id}/cancel`, {}, { rev });
  }

  renewInvitation(id: string): Promise<InvitationView> {
    return this.client.post(`/visits/${id}/invitation`);
  }

  admit(id: string, rev: number): Promise<AdmittedView> {
    return this.client.post(`/visits/${id}/admit`, {}, { rev });
  }

  hold(id: string, rev: number): Promise<VisitView> {
    return this.client.post(`/visits/${id}/hold`, {}, { rev });
  }

  /** Best effort: how private the visit is, for the record. */
  tellEncryption(id: string, state: string, because: string | null): Promise<void> {
    return this.client.post(`/visits/${id}/encryption`, { state, because });
  }

  end(id: string, rev: number, outcome: Outcome): Promise<VisitView> {
    return this.client.post(`/visits/${id}/end`, { outcome }, { rev });
  }

  noShow(id: string, rev: number): Promise<VisitView> {
    return this.client.post(`/visits/${id}/no-show`, {}, { rev });
  }

  ticket(id: string): Promise<TicketView> {
    return this.client.post(`/visits/${id}/ticket`);
  }

  deskTicket(): Promise<DeskTicketView> {
    return this.client.post("/desk/ticket");
  }

  /** How everybody's connection was; each look at it is written down. */
  quality(id: string): Promise<VisitQualityView> {
    return this.client.get(`/visits/${id}/quality`);
  }

  note(id: string): Promise<NoteView> {
    return this.client.get(`/visits/${id}/note`);
  }

  saveNote(id: string, text: string, basedOn: number): Promise<Omit<NoteView, "text">> {
    return this.client.put(`/visits/${id}/note`, { text, based_on: basedOn });
  }

  signNote(id: string, version: number): Promise<NoteView> {
    return this.client.post(`/visits/${id}/note/sign`, { version });
  }
}
