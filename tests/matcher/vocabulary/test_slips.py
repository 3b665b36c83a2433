"""Slips: labels that were meant to be one term, and labels that are meant as they stand."""

import pytest

from matcher.vocabulary import Vocabularies
from matcher.vocabulary.slips import slip_of


@pytest.mark.parametrize(
    ("label", "code"), [("Rok", "rock"), ("blus", "blues"), ("hip hopp", "hiphop")]
)
def test_a_label_is_the_one_genre_that_is_nearest(
    known: Vocabularies, label: str, code: str
) -> None:
    assert slip_of(label, known.genres) == code


@pytest.mark.parametrize("label", ["", "ro", "sol", "pob", "chillpop", "reggaepop", "c-pop"])
def test_a_label_that_may_be_meant_is_left(known: Vocabularies, label: str) -> None:
    assert slip_of(label, known.genres) is None
