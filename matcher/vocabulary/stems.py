"""Stems: what the forms of one word, Danish or English, have in common, so that search meets them.

Each word is folded (``normal``) and then stemmed for Danish and for English, one after the other:
a text may mix the two, and nobody says which word is of which (Porter 2001, "Snowball: a language
for stemming algorithms").
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from snowballstemmer import stemmer

from matcher.vocabulary.normal import words
from matcher.vocabulary.spoken import spoken

STEMS_VERSION = 1
"""Counted up whenever the same word gets another stem."""

LONGEST_STEM = 40
_KNOWN_WORDS = 100_000
# Words that say nothing of what is looked for; folded, as ``words`` gives them.
_SILENT_WORDS = """
a af alle alt an and andre at are as be blev bliver both but by da de dem den denne der deres det
dette dig din dit do du efter ej eller en end er et for fra from har have her hos hun hvad hvem hvis
hvor hvordan i if ikke in ingen intet into is it its jeg jer kan kun lige lidt man med meget mere
min mit mig my nej no noget nogen nogle not nu og ogsaa om on op or os our over paa please saa selv
sig sin sit skal som some than that the their them then there they this til to uden ud under us var
ved vi vil was we who with without you your
"""
_SILENT = frozenset(_SILENT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word by its stem, and as it was written."""

    stem: str
    written: str


def stems(text: str) -> str:
    """The stems of a text in its order, parted by spaces: letters and digits alone."""
    return " ".join(_stem(word) for word in words(text) if word not in _SILENT)


def stemmed(text: str) -> tuple[Word, ...]:
    """The words of a text that say something, each stem once, as it is first written."""
    said = spoken(text)
    found: dict[str, Word] = {}
    for place, folded in enumerate(said.folded):
        if folded not in _SILENT:
            stem = _stem(folded)
            found.setdefault(stem, Word(stem, said.phrase(place, place)))
    return tuple(found.values())


@lru_cache(maxsize=_KNOWN_WORDS)
def _stem(word: str) -> str:
    if len(word) > LONGEST_STEM:
        return word[:LONGEST_STEM]
    danish, english = _stemmers()
    return english(danish(word)) or word


@cache
def _stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    return stemmer("danish").stemWord, stemmer("english").stemWord
