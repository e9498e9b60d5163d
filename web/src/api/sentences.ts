/** Every code a person can meet → what happened, and one thing to do, in plain words. */
import { ApiError } from "./errors.ts";

export interface Sentence {
  what: string;
  todo: string;
}

const tryAgain = "Wait a moment, then try again.";
const reload = "Reload this page.";
const signIn = "Sign in again.";
const ours = "It is our fault, not yours. Try again; if it goes on, call the clinic.";

export const sentences: Readonly<Record<string, Sentence>> = {
  "network.failed": {
    what: "We cannot reach the clinic's server.",
    todo: "Check your internet connection, then try again.",
  },
  "network.timeout": {
    what: "The clinic's server took too long to answer.",
    todo: "Check your internet connection, then try again.",
  },
  "answer.malformed": { what: "We got an answer we could not read.", todo: reload },
  internal: { what: "Something went wrong on our side.", todo: ours },
  "route.unknown": { what: "This page asked for something that does not exist.", todo: reload },
  "method.not_allowed": { what: "This page asked in a wrong way.", todo: reload },
  "json.malformed": { what: "The request was damaged on its way.", todo: "Try again." },
  "content_type.unsupported": { what: "The request had a wrong form.", todo: reload },
  "body.too_large": { what: "That text is too long.", todo: "Make it shorter and try again." },
  "validation.invalid": {
    what: "Something in the form is not right.",
    todo: "Check the marked fields.",
  },
  "validation.unknown_field": { what: "This page is out of date.", todo: reload },
  "csrf.failed": {
    what: "Your browser sent the request from another place.",
    todo: "Open this page again from your link.",
  },
  "rate.limited": { what: "That was too many tries in a short time.", todo: tryAgain },
  "precondition.required": { what: "This page is out of date.", todo: reload },
  "idempotency.required": { what: "This page is out of date.", todo: reload },
  "idempotency.mismatch": {
    what: "This was already sent with other details.",
    todo: "Reload this page and look before you send it again.",
  },
  "object.missing": {
    what: "We could not find that.",
    todo: "It may have been removed. Go back and look again.",
  },
  "auth.required": { what: "You are not signed in.", todo: signIn },
  "auth.session_expired": { what: "You were signed out to keep records safe.", todo: signIn },
  "auth.invalid": {
    what: "That name and password do not match.",
    todo: "Check both and try again.",
  },
  "auth.forbidden": {
    what: "Your role does not allow this.",
    todo: "Ask a colleague who may do it.",
  },
  "auth.busy": { what: "Many people are signing in right now.", todo: tryAgain },
  "auth.step_up_required": {
    what: "Your link opens the visit only, not the records.",
    todo: "Call the clinic if you would like to see your records.",
  },
  "staff.login_taken": { what: "This sign-in name is taken.", todo: "Choose another name." },
  "staff.roles": { what: "A member of staff needs a role.", todo: "Choose at least one role." },
  "patient.name": { what: "A name is missing.", todo: "Fill in given name and family name." },
  "patient.birth_date": {
    what: "That date of birth is not possible.",
    todo: "Use a date between 1900 and today.",
  },
  "link.invalid": {
    what: "This link no longer works.",
    todo: "Ask the clinic for a new link.",
  },
  "identity.mismatch": {
    what: "That date does not match the clinic's record.",
    todo: "Check the day, month and year, then try again.",
  },
  "identity.locked": {
    what: "That was too many tries.",
    todo: "Call the clinic. They will help you and send a new link.",
  },
  "slot.taken": { what: "This time was just taken.", todo: "Choose another time." },
  "slot.in_past": { what: "This time has passed.", todo: "Choose a later time." },
  "slot.unavailable": {
    what: "This time cannot be booked.",
    todo: "Choose a time from the list.",
  },
  "slot.duration": {
    what: "This length is not possible.",
    todo: "Choose between 5 minutes and 4 hours.",
  },
  "availability.invalid": {
    what: "These weekly hours are not possible.",
    todo: "Check the start and the end.",
  },
  "day.invalid": { what: "That day is not possible.", todo: "Choose a day in this century." },
  "zone.unknown": { what: "We do not know this time zone.", todo: "Choose one from the list." },
  "visit.stale": {
    what: "Somebody changed this visit in the meantime.",
    todo: "Look at it again, then repeat what you wanted to do.",
  },
  "visit.already_admitted": {
    what: "Somebody has already let this patient in.",
    todo: "Choose another patient from the list.",
  },
  "visit.not_admitted": {
    what: "The clinician has not let you in yet.",
    todo: "Please wait. This page opens by itself.",
  },
  "visit.ended": { what: "This visit has ended.", todo: "Call the clinic if you need more help." },
  "visit.check_in_required": {
    what: "A question is still open.",
    todo: "Confirm your date of birth and read the consent first.",
  },
  "visit.not_waiting": {
    what: "The patient is not in the waiting room.",
    todo: "Wait until the patient is back, or call them.",
  },
  "visit.forbidden": {
    what: "This seat does not belong to you.",
    todo: "Open this page again from your link.",
  },
  "consent.outdated": {
    what: "The clinic has changed this text.",
    todo: "Please read it again, then agree.",
  },
  "consent.unknown_language": {
    what: "There is no consent text in your language.",
    todo: "Call the clinic.",
  },
  "visit.wrong_state": {
    what: "This is not possible at this point of the visit.",
    todo: reload,
  },
  "note.stale": {
    what: "This note was saved from another window.",
    todo: "Copy your text, reload the note, and add what is missing.",
  },
  "note.already_signed": {
    what: "This note is signed and can no longer change.",
    todo: "Add what is missing as an addendum.",
  },
  "note.too_large": {
    what: "This note is too long.",
    todo: "Shorten it, or move a part to a document.",
  },
  "note.not_text": {
    what: "This note contains signs that cannot be stored.",
    todo: "Remove what you pasted last, or paste it as plain text.",
  },
  "integrity.violation": {
    what: "This note does not match its seal and is not shown.",
    todo: "Tell your administrator at once.",
  },
  "kms.unavailable": { what: "Notes cannot be opened right now.", todo: tryAgain },
  "audit.unavailable": {
    what: "Nothing was changed: the server cannot keep its record.",
    todo: tryAgain,
  },
  "database.unavailable": { what: "The server is very busy.", todo: tryAgain },
  "ephemeral.unavailable": { what: "The server is very busy.", todo: tryAgain },
  "service.stopping": { what: "The server is restarting.", todo: tryAgain },
  "request.timeout": {
    what: "Your request arrived too slowly.",
    todo: "Check your internet connection, then try again.",
  },
  "ticket.invalid": { what: "Your place could not be confirmed.", todo: reload },
  "ticket.expired": { what: "Your place could not be confirmed in time.", todo: tryAgain },
  "ticket.used": { what: "Your place was opened twice.", todo: reload },
  "protocol.unsupported": { what: "This page is out of date.", todo: reload },
  "event.unknown": { what: "This page is out of date.", todo: reload },
  "encryption.contradictory": { what: "This page is out of date.", todo: reload },
  "event.invalid": { what: "This page is out of date.", todo: reload },
  "media.full": {
    what: "All video rooms are busy right now.",
    todo: "Stay here; we try again by ourselves.",
  },
  "room.full": { what: "This visit is full.", todo: "Ask somebody to leave, then try again." },
  "sdp.invalid": { what: "Your browser could not start the video.", todo: reload },
  "sdp.candidate_rejected": { what: "Your browser could not start the video.", todo: reload },
  "peer.closed": { what: "The video connection was closed.", todo: tryAgain },
  "peer.unknown": { what: "The video connection was closed.", todo: tryAgain },
  "peer.unexpected_answer": { what: "The video connection got mixed up.", todo: reload },
  "peer.stale_answer": { what: "The video connection got mixed up.", todo: tryAgain },
  "screen.taken": {
    what: "Somebody else is sharing a screen already.",
    todo: "Wait until they stop, then try again.",
  },
  "seat.taken": {
    what: "This visit is open on another page.",
    todo: "Go on there, or continue on this page.",
  },
  "signal.timeout": {
    what: "The clinic's server took too long to answer.",
    todo: "Check your internet connection, then try again.",
  },
};

const unknown: Sentence = { what: "Something went wrong.", todo: ours };

/** The sentence for a code, or for any thrown thing that carries one. Never shows the raw error. */
export function sentenceFor(failure: unknown): Sentence {
  return sentences[codeOf(failure)] ?? unknown;
}

/** The stable code of a failure; "unknown" when it has none. */
export function codeOf(failure: unknown): string {
  if (typeof failure === "string") return failure;
  if (failure instanceof ApiError) return failure.code;
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "unknown";
}
