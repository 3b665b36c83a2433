"""Misspellings: slips that are forgiven, and words that are no slips."""

import pytest

from matcher.vocabulary import Vocabularies
from matcher.vocabulary.ordinary import OrdinaryWords, load_ordinary_words, packed


def codes(known: Vocabularies, text: str) -> set[str]:
    return {heard.code for heard in known.hear(text)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("trommslager", "drums"),
        ("prodcuer", "producer"),
        ("rpoducer", "producer"),
        ("sangskrvier", "songwriter"),
        ("saxofn", "saxophone"),
        ("stojrock", "noise_rock"),
        ("stoejrock", "noise_rock"),
        ("saanger", "singer"),
        ("hiphopp", "hiphop"),
        ("jazzzz", "jazz"),
        ("techhno", "techno"),
        ("clasical guitarist", "classical_guitar"),
        ("TROMMSLAGER", "drums"),
    ],
)
def test_a_slip_is_forgiven(known: Vocabularies, text: str, code: str) -> None:
    assert codes(known, text) == {code}


@pytest.mark.parametrize(
    "text", ["rapport", "mental", "trapped", "guiden", "rockets", "violet", "sitter", "rehearsing"]
)
def test_an_ordinary_word_is_no_slip(known: Vocabularies, text: str) -> None:
    assert codes(known, text) == set()


@pytest.mark.parametrize("text", ["jaz", "tekn", "xuitar"])
def test_short_words_and_other_first_letters_are_not_guessed(
    known: Vocabularies, text: str
) -> None:
    assert codes(known, text) == set()


def test_ordinary_words_are_packed_small_and_in_order() -> None:
    assert packed(["b", "a", "b"]) == packed(["a", "b"])
    assert len(packed(["a", "b"])) == 8


def test_an_inflection_of_an_ordinary_word_is_one() -> None:
    words = load_ordinary_words()
    assert all(word in words for word in ("making", "cyklerne", "walked", "rapporten"))


def test_no_words_are_ordinary_in_an_empty_table() -> None:
    assert "huset" not in OrdinaryWords(frozenset())
