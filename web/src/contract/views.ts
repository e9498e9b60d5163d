/** Short names for the generated API shapes; the only module that knows the generator's layout. */
import type { components } from "./http.ts";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type StaffView = Schemas["StaffView"];
export type MeView = Schemas["MeView"];
export type SlotView = Schemas["SlotView"];
export type SlotsView = Schemas["SlotsView"];
export type PatientView = Schemas["PatientView"];
export type VisitView = Schemas["VisitView"];
export type VisitState = VisitView["state"];
export type InvitationView = Schemas["InvitationView"];
export type BookedView = Schemas["BookedView"];
export type TicketView = Schemas["TicketView"];
export type DeskTicketView = Schemas["DeskTicketView"];
export type AdmittedView = Schemas["AdmittedView"];
export type NoteView = Schemas["NoteView"];
export type VisitQualityView = Schemas["VisitQualityView"];
export type SeatQualityView = Schemas["SeatQualityView"];
export type QualityPointView = Schemas["QualityPointView"];
export type ReadinessView = Schemas["ReadinessView"];
export type CheckDevices = Schemas["CheckDevices"];
export type CheckedView = Schemas["CheckedView"];
export type LinkView = Schemas["LinkView"];
export type MyVisitView = Schemas["MyVisitView"];
export type Outcome = "completed" | "by_phone" | "technical_failure" | "escalated";
