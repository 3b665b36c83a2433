"""Hearing in cells: what is read beyond doubt, and what stays as it was written."""

import pytest

from matcher.intake.codes import IntakeCode
from matcher.intake.hearing import heard_surely
from matcher.intake.reading import Reading, Reference
from matcher.intake.term_cells import Terms
from matcher.vocabulary import load


def read(name: str, text: str) -> Reading:
    return Terms(lambda words: getattr(words, name)).read(text, Reference(load()))


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("roles", "trommslager", ("drums",)),
        ("roles", "sangskriverværksted", ("songwriter",)),
        ("genres", "noise-rock band", ("noise_rock",)),
        ("genres", "støjrokc", ("noise_rock",)),
        ("genres", "klasisk", ("classical",)),
        ("genres", "støjrok", ("noise_rock",)),
        ("genres", "Rok", ("rock",)),
        ("genres", "Blus", ("blues",)),
        ("genres", "Metl", ("metal",)),
        ("genres", "Hip hopp", ("hiphop",)),
        ("genres", "jaz", ("jazz",)),
        ("roles", "Guittar", ("guitar",)),
    ],
)
def test_what_is_heard_beyond_doubt_is_read(name: str, text: str, codes: tuple[str, ...]) -> None:
    reading = read(name, text)
    assert (reading.value, reading.tags) == (codes, ())


def test_the_report_says_what_was_read_as_what() -> None:
    (warning,) = read("roles", "trommslager").warned
    assert warning.code == IntakeCode.READ_AS
    assert warning.params == {"term": "trommslager", "codes": "drums"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("genres", "sørgmunter visepop"),
        ("genres", "dark techno, slow and heavy"),
        ("roles", "ikke guitar overhovedet"),
        ("genres", "ikke metal"),
        ("roles", "trommslager i skolens orkester hver tirsdag"),
        ("genres", "trommslager"),
        ("genres", "sol"),
        ("genres", "pob"),
        ("genres", "synthrap"),
        ("genres", "electrojazz"),
        ("roles", "kok"),
    ],
)
def test_what_is_in_doubt_stays_as_it_is_written(name: str, text: str) -> None:
    reading = read(name, text)
    assert text in reading.tags
    assert IntakeCode.READ_AS not in {warning.code for warning in reading.warned}


def test_what_is_known_as_it_stands_is_read_as_ever() -> None:
    reading = read("roles", "trommer|trommslager|bas")
    assert reading.value == ("drums", "bass")
    assert [warning.code for warning in reading.warned] == [IntakeCode.READ_AS]


def test_a_word_that_says_nothing_is_not_heard() -> None:
    assert read("genres", "alle genrer").value == ()


def test_a_text_without_terms_is_none() -> None:
    assert heard_surely("hej", load().roles, load()) == ()


@pytest.mark.parametrize(("name", "text"), [("genres", "ikke metal"), ("roles", "ikke sanger")])
def test_a_refused_label_is_said_to_be_read_as_nothing(name: str, text: str) -> None:
    reading = read(name, text)
    assert (reading.value, reading.tags) == ((), (text,))
    assert [warning.code for warning in reading.warned] == [IntakeCode.SAYS_NOTHING]
