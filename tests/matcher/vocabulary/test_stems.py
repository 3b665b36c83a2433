"""Stems: the forms of a word meet, in both languages, and what says nothing is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import stemmed
from matcher.vocabulary.stems import LONGEST_STEM, stems


@pytest.mark.parametrize(
    "forms",
    [
        "trommer Trommerne tromme TROMMERNE",
        "musik musikken",
        "koncert koncerter koncerterne",
        "øvelokale øvelokaler oevelokale ØVELOKALET",
        "guitar guitarer guitars",
        "producer producere producers",
        "singing sing sings",
        "plejehjem plejehjemmet",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms).split())) == 1


def test_words_that_say_nothing_are_left_out() -> None:
    assert stems("jeg vil gerne have en guitar og the drums") == "gern guitar drum"


def test_a_word_is_told_as_it_is_written_and_once() -> None:
    assert [(word.stem, word.written) for word in stemmed("Trommerne & trommer, JAZZ!")] == [
        ("trom", "Trommerne"),
        ("jazz", "JAZZ"),
    ]


def test_a_sign_that_stands_for_several_words_does_no_harm() -> None:
    assert [word.written for word in stemmed("½ liter")] == ["½", "½", "liter"]


@given(st.text(max_size=200))
def test_stems_are_letters_and_digits_and_no_longer_than_told(text: str) -> None:
    found = stems(text).split()
    assert all(stem.isalnum() and len(stem) <= LONGEST_STEM + 1 for stem in found)
    assert {word.stem for word in stemmed(text)} == set(found)
