import pytest

from server.domain.visits.consent_text import VERSION, consent_text, require_in_force
from server.kernel.errors import DomainError, Kind


@pytest.mark.parametrize("said", ["not recorded", "stop at any time", "emergency number", "sees and hears you"])
def test_the_text_says_what_a_patient_has_to_know(said: str) -> None:
    assert said in consent_text("en").text


@pytest.mark.parametrize("language", ["en", "en-GB", "EN"])
def test_a_regional_language_reads_its_primary_text(language: str) -> None:
    assert consent_text(language).language == "en"


def test_a_language_without_translation_reads_english_and_says_so() -> None:
    assert consent_text("xx").language == "en"


def test_the_text_that_is_shown_can_be_agreed_to() -> None:
    shown = consent_text("en")
    require_in_force(shown.version, shown.language)


def test_an_older_text_is_read_again() -> None:
    with pytest.raises(DomainError) as refused:
        require_in_force("2019-01", "en")
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "consent.outdated")


def test_a_language_that_nobody_was_shown_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        require_in_force(VERSION, "xx")
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "consent.unknown_language")
