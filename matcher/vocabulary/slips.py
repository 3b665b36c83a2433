"""Slips: the one term that a label with a slip of the pen in it was meant to be."""

from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from matcher.vocabulary.normal import normal, words
from matcher.vocabulary.ordinary import OrdinaryWords, load_ordinary_words
from matcher.vocabulary.wordlist import WordList

_SHORTEST = 3
# A label of so few letters must have lost one: with another letter it may be any word.
_LOST_ONLY = 3
# In this column an everyday word that is no genre has rather lost a letter ("blus").
_DECIDES = "genres"
# From so many letters on, two slips are forgiven instead of one.
_LONG = 8
_KNOWN_LABELS = 20_000


@lru_cache(maxsize=_KNOWN_LABELS)
def slip_of(label: str, among: WordList) -> str | None:
    """The code that ``label`` is nearest to, if few slips part them and no other is as near.

    1. One slip is forgiven, two from eight letters on: a letter too many, too few, wrong, or two
    swapped; the first letter is right. Source: Damerau 1964. 2. All spellings that the fewest
    slips part from it name one term. 3. Some word of it is no word of ``among`` and none of
    everyday life, or it is one word that has lost a letter of a genre.
    """
    form = normal(label)
    if len(form) < _SHORTEST:
        return None
    near = _near(form, among)
    codes = {among.forms[spelling] for spelling in near}
    if len(codes) != 1 or not _is_slip(words(label), near, among):
        return None
    return codes.pop()


def _is_slip(spoken: Sequence[str], near: Sequence[str], among: WordList) -> bool:
    """Whether what was written is a slip, rather than a word that is meant as it stands."""
    if any(not _is_known(word, among) for word in spoken):
        return not any(_is_made_of_known(word, among) for word in spoken)
    first, *others = spoken
    lost = all(len(spelling) > len(first) for spelling in near)
    return among.name == _DECIDES and not others and lost and len(first) > _LOST_ONLY


def _is_known(word: str, among: WordList) -> bool:
    return word in _words_of(among) or word in _ordinary()


def _is_made_of_known(word: str, among: WordList) -> bool:
    """Whether it ends in a word of the column, and a known word stands before ("synthrap")."""
    return any(
        word[cut:] in _words_of(among) and _is_known(word[:cut], among)
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1)
    )


def _near(form: str, among: WordList) -> list[str]:
    """The spellings that the fewest slips part from ``form``, if these are few enough."""
    most = 2 if len(form) >= _LONG else 1
    least = len(form) + 1 if len(form) <= _LOST_ONLY else _SHORTEST
    spellings = [one for one in among.forms if one[0] == form[0] and len(one) >= least]
    found = process.extract(
        form, spellings, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
    )
    near = [(one, slips) for one, slips, _ in found if slips < 2 or len(one) >= _LONG]
    fewest = min((slips for _, slips in near), default=0)
    return [one for one, slips in near if slips == fewest]


@cache
def _words_of(among: WordList) -> frozenset[str]:
    return frozenset(
        word for term in among.terms for spelling in term.spellings for word in words(spelling)
    )


@cache
def _ordinary() -> OrdinaryWords:
    return load_ordinary_words()
