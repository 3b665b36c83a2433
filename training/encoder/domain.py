"""Domain: what we wrote ourselves for the encoder: people, offers that fit them, and lures."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import Vocabularies
from training.encoder.sources import Pair

_DATA = files("training.encoder") / "data"


@dataclass(frozen=True, slots=True)
class Fit:
    """A person's words, an offer that fits, and one that only looks so, in both languages."""

    person: Pair
    offer: Pair
    lure: Pair

    @property
    def pairs(self) -> tuple[Pair, Pair, Pair]:
        """The three as translations."""
        return self.person, self.offer, self.lure


@dataclass(frozen=True, eq=False, slots=True)
class GradedTown:
    """People's and offers' texts, and how well each offer suits each person.

    ``grades`` has shape (people, offers), 0 (no) to 3 (just what they hope for).
    """

    name: str
    people: tuple[str, ...]
    offers: tuple[str, ...]
    grades: NDArray[np.int64]


def fits(*, validation: bool) -> list[Fit]:
    """Those to learn from, or those kept back to choose by."""
    name = "fits_validation.tsv" if validation else "fits.tsv"
    return [Fit(*(_pair(row[i], row[i + 1]) for i in (0, 2, 4))) for row in _rows(name)]


def phrases() -> list[Pair]:
    """Terms, slang, compounds and sentences of music life."""
    return [_pair(*row) for row in _rows("phrases.tsv")]


def everyday() -> list[Pair]:
    """Short sentences of daily life, many in groups that differ by a word."""
    return [_pair(*row) for row in _rows("everyday.tsv")]


def words() -> list[Pair]:
    """Frequent Danish words that the dictionaries lack, with their English."""
    return [_pair(*row) for row in _rows("words.tsv")]


def labels(vocabularies: Vocabularies) -> list[Pair]:
    """The vocabulary's labels and aliases: each alias is said beside the label."""
    known = vocabularies
    lists = (known.genres, known.roles, known.goals, known.conditions, known.kinds)
    terms = chain.from_iterable(among.terms for among in lists)
    return [
        pair
        for term in terms
        for pair in (
            _pair(term.label_da, term.label_en),
            *(Pair(alias, term.label_en, term.label_en) for alias in term.aliases),
            *(Pair(term.label_da, alias, term.label_en) for alias in term.aliases),
        )
    ]


def themes(vocabularies: Vocabularies) -> list[tuple[str, ...]]:
    """For every theme of the vocabulary the words by which it is told, in both languages."""
    return [
        tuple(
            dict.fromkeys(
                cue.replace("*", "").strip()
                for cue in (theme.term.label_da, theme.term.label_en, *theme.cues)
            )
        )
        for theme in vocabularies.themes.themes
    ]


def towns() -> list[GradedTown]:
    """The graded towns to choose by; they are never trained on."""
    return [_town(name) for name in ("town_c", "town_d")]


def _town(name: str) -> GradedTown:
    people = {row[0]: row[2] for row in _rows(f"{name}/people.tsv")}
    offers = {row[0]: f"{row[2]}. {row[3]}" for row in _rows(f"{name}/offers.tsv")}
    across, along = list(people), list(offers)
    grades = np.zeros((len(people), len(offers)), dtype=np.int64)
    for person, offer, grade in _rows(f"{name}/grades.tsv"):
        grades[across.index(person), along.index(offer)] = int(grade)
    return GradedTown(name, tuple(people.values()), tuple(offers.values()), grades)


def _pair(danish: str, english: str) -> Pair:
    return Pair(danish, english, english)


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of one of our tables, without its header."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    yield from csv.reader(lines[1:], delimiter="\t", quoting=csv.QUOTE_NONE)
