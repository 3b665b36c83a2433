"""The normal form: which spellings meet, and that it is stable."""

import doctest
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary.normal import fold, loose, normal, words, words_with_spelling


@pytest.mark.parametrize(
    "spellings",
    [
        ("hip hop", "hiphop", "Hip-Hop", "HIP_HOP", " hip  hop "),
        ("singer/songwriter", "singersongwriter", "Singer-Songwriter", "singer_songwriter"),
        ("R&B", "R & B", "r and b"),
        ("beginner-friendly", "beginner friendly", "Beginner_Friendly"),
        ("Køge", "KØGE", "Koege", "Ko\u0308ge"),
        ("Århus", "Aarhus", "AARHUS"),
        ("Ærø", "Aeroe"),
        ("café", "cafe", "CAFÉ"),
        ("rock'n'roll", "rock’n’roll", "rocknroll"),
        ("dj'er", "DJ-er"),
    ],
)
def test_spellings_of_one_term_meet(spellings: tuple[str, ...]) -> None:
    assert len({normal(spelling) for spelling in spellings}) == 1


def test_different_terms_stay_apart() -> None:
    assert normal("pop") != normal("hip hop")


def test_other_scripts_keep_their_letters() -> None:
    assert normal("العربية") != ""


def test_signs_alone_come_to_nothing() -> None:
    assert normal(" -/& ") == "and"
    assert normal("…!?") == ""


@given(st.text())
def test_folding_leaves_only_words_apart_from_signs(text: str) -> None:
    assert "".join(words(text)) == normal(text)


@given(st.text(alphabet="aæøåÆØÅäöéüßzZ09 -_/&'", max_size=40))
def test_the_normal_form_is_stable(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text())
def test_every_word_has_a_spelling(text: str) -> None:
    folded, written = words_with_spelling(text)
    assert len(folded) == len(written)


def test_words_keep_how_they_are_written() -> None:
    assert words_with_spelling("Støj & Ærø") == (["stoej", "and", "aeroe"], ["Støj", "&", "Ærø"])


def test_folding_keeps_punctuation() -> None:
    assert fold("Hej, Søren!") == "hej, soeren!"


def test_the_loose_form_meets_those_who_leave_the_marks_out() -> None:
    assert loose(normal("Rødovre")) == loose(normal("Rodovre"))


@pytest.mark.parametrize("name", ["normal", "inflection"])
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    failed, tried = doctest.testmod(import_module(f"matcher.vocabulary.{name}"))
    assert tried > 0
    assert failed == 0
