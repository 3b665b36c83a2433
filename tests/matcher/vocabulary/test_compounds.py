"""Compounds: the terms within words that are made of several."""

import pytest

from matcher.vocabulary import Vocabularies
from matcher.vocabulary.tables import listed, read_rows


def parts(known: Vocabularies, word: str) -> set[str]:
    return {f"{heard.field}:{heard.code}" for heard in known.hear(word)}


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("sangskriverværksted", {"roles:songwriter"}),
        ("støjrockband", {"genres:noise_rock", "roles:band_member"}),
        ("guitarundervisningen", {"roles:guitar", "goals:learn"}),
        ("beatmaker-miljø", {"roles:beatmaker"}),
        ("technoaften", {"genres:techno"}),
        ("rap-aften", {"roles:rapper", "genres:hiphop"}),
        ("jazzsanger", {"roles:singer", "genres:jazz"}),
        ("guitarlærer", {"roles:guitar", "roles:music_teacher"}),
        ("hobbyguitarist", {"roles:guitar"}),
        ("fritidstrommeslager", {"roles:drums"}),
        ("klaverforstærker", {"roles:keys"}),
    ],
)
def test_the_parts_are_heard(known: Vocabularies, word: str, terms: set[str]) -> None:
    assert parts(known, word) == terms


@pytest.mark.parametrize(
    "word", ["rapport", "basere", "metalskur", "popcorn", "korset", "rocker", "tonetrappen"]
)
def test_a_word_that_only_begins_like_a_term_is_none(known: Vocabularies, word: str) -> None:
    assert parts(known, f"det er {word} her") == set()


def test_a_term_is_not_cut_up(known: Vocabularies) -> None:
    assert parts(known, "trommeslager") == {"roles:drums"}


def test_what_ordinary_parts_name_is_known(known: Vocabularies) -> None:
    for row in read_rows("compound_parts"):
        for field, _, code in (name.partition(":") for name in listed(row["names"])):
            assert code in getattr(known, field)
