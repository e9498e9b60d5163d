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
  "ticket.invalid": { what: "Your place could not be confirmed.", todo: reload },
  "ticket.expired": { what: "Your place could not be confirmed in time.", todo: tryAgain },
  "ticket.used": { what: "Your place was opened twice.", todo: reload },
  "protocol.unsupported": { what: "This page is out of date.", todo: reload },
  "event.unknown": { what: "This page is out of date.", todo: reload },
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
