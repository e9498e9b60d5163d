"""What a patient agrees to before a visit: versioned, so that it can always be said which words were read.

A changed text gets a new version; whoever agreed to an older one is asked again.
"""

from dataclasses import dataclass

from server.kernel.errors import conflict, invalid

VERSION = "2026-01"
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class ConsentText:
    version: str
    language: str
    text: str


_TEXTS = {
    "en": (
        "You are about to talk to your clinician by video. You need a quiet place and a device with a camera "
        "and a microphone. Some things cannot be examined by video; your clinician may ask you to come in.\n\n"
        "The video and the sound are not recorded. Please do not record them either.\n\n"
        "Your clinician sees and hears you. Everybody who is in the visit is shown to you by name. Your "
        "clinician writes a note about the visit. It is stored encrypted in your health record, and each time "
        "somebody opens it, this is written down.\n\n"
        "You can stop at any time: leave the page, or say that you want to go on by phone or in person. This "
        "does not change the care you get.\n\n"
        "This is not for emergencies. If you or somebody near you is in danger, call your local emergency "
        "number now.\n\n"
        "By agreeing you say that you have understood this and want to have this visit by video."
    ),
}


def consent_text(language: str) -> ConsentText:
    """The text in force in `language`, or in English where there is no translation yet."""
    primary = language.partition("-")[0].lower()
    spoken = primary if primary in _TEXTS else DEFAULT_LANGUAGE
    return ConsentText(VERSION, spoken, _TEXTS[spoken])


def require_in_force(version: str, language: str) -> None:
    """Raises DomainError when these are not words that the patient can have read just now."""
    if version != VERSION:
        raise conflict("consent.outdated", "The text has changed. Please read it again.")
    if language not in _TEXTS:
        raise invalid("consent.unknown_language", "There is no consent text in this language.")
