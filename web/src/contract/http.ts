/** The shapes of the HTTP API, as the server's OpenAPI document names them. */
export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      trace_id: string;
      errors?: { path: string; code: string }[];
    };
    StaffView: { id: string; display_name: string; roles: string[] };
    PracticeView: { id: string; name: string; zone: string; phone: string };
    SignInView: { staff: components["schemas"]["StaffView"] };
    MeView: {
      staff: components["schemas"]["StaffView"];
      practice: components["schemas"]["PracticeView"];
    };
    SlotView: { starts_at: string; ends_at: string };
    SlotsView: { zone: string; items: components["schemas"]["SlotView"][] };
    PatientView: {
      id: string;
      given_name: string;
      family_name: string;
      birth_date: string;
      email: string | null;
      phone: string | null;
      language: string;
      zone: string;
    };
    VisitState: "booked" | "waiting" | "in_progress" | "completed" | "cancelled" | "no_show";
    VisitView: {
      id: string;
      state: components["schemas"]["VisitState"];
      rev: number;
      outcome: string | null;
      clinician: { id: string; display_name: string };
      patient: { id: string; display_name: string; birth_date: string };
      starts_at: string;
      ends_at: string;
      zone: string;
      arrived_at: string | null;
      admitted_at: string | null;
      ended_at: string | null;
      invitation: { opened_at: string | null };
      consented_at: string | null;
      identity_confirmed_at: string | null;
      note_status: "none" | "draft" | "signed";
    };
    InvitationView: {
      url: string;
      qr_svg: string;
      message: { subject: string; body: string };
      expires_at: string;
    };
    BookedView: {
      visit: components["schemas"]["VisitView"];
      invitation: components["schemas"]["InvitationView"];
    };
    TicketView: { ticket: string; seat_id: string; call: boolean; expires_in_ms: number };
    DeskTicketView: { ticket: string; expires_in_ms: number };
    AdmittedView: {
      visit: components["schemas"]["VisitView"];
      ticket: components["schemas"]["TicketView"];
    };
    NoteView: {
      version: number;
      text: string;
      status: "none" | "draft" | "signed";
      saved_at: string | null;
      signed_at: string | null;
      signed_by: string | null;
      content_hash: string | null;
    };
    LinkView: {
      practice_name: string;
      practice_phone: string;
      clinician_name: string;
      starts_at: string;
      ends_at: string;
      zone: string;
    };
    MyVisitView: {
      id: string;
      state: components["schemas"]["VisitState"];
      rev: number;
      practice: { name: string; phone: string };
      clinician_name: string;
      patient_given_name: string | null;
      starts_at: string;
      ends_at: string;
      zone: string;
      identity_confirmed: boolean;
      consent: { needed: boolean; text_version: string; language: string; text: string };
      admitted_at: string | null;
    };
  };
}
