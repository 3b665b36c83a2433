"""Mentions: which terms of the vocabularies a running text names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from matcher.vocabulary.inflection import bare_forms
from matcher.vocabulary.normal import words, words_with_spelling
from matcher.vocabulary.wordlist import WordList

_LONGEST = 4
_SHORTEST_WORD = 4
_KNOWN_WORDS = 30_000
# In these lists single words are everyday words ("live", "ro", "studie"), so that only phrases
# count as a mention.
_PHRASES_ONLY = frozenset({"goals", "conditions"})

_Named: TypeAlias = tuple[tuple[str, str], ...]
"""The fields and codes that some words name, at most one code a field."""
_Spelling: TypeAlias = tuple[str, str, tuple[str, ...]]
"""A field, a code and the folded words of one of its spellings."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A term named in a text: the vocabulary, the code, and the words as they were written."""

    field: str
    code: str
    phrase: str


@dataclass(frozen=True, eq=False, repr=False)
class MentionIndex:
    """Finds terms by their labels and aliases, as whole words, the longest first.

    ``exceptions`` decide against the rule whether a spelling counts, by vocabulary and folded
    words: the rule is phrases, and of roles and genres words of four letters and more.
    """

    lists: tuple[WordList, ...]
    exceptions: Mapping[tuple[str, str], bool]

    def find(self, text: str) -> tuple[Mention, ...]:
        """The terms that ``text`` names, in its order; words are spent on the longest match."""
        folded, written = words_with_spelling(text)
        found: dict[tuple[str, str], Mention] = {}
        start = 0
        while start < len(folded):
            length, named = self._longest_at(folded, start)
            for field, code in named:
                phrase = " ".join(written[start : start + length])
                found.setdefault((field, code), Mention(field, code, phrase))
            start += length
        return tuple(found.values())

    def _longest_at(self, folded: Sequence[str], start: int) -> tuple[int, _Named]:
        most = self._most_words.get(folded[start], 1)
        for length in range(min(most, len(folded) - start), 1, -1):
            if named := self._phrase("".join(folded[start : start + length])):
                return length, named
        return 1, self._word(folded[start])

    @cached_property
    def _word(self) -> Callable[[str], _Named]:
        """What a single word names; a phrase may be written in one."""
        forms = _by_form(self._spellings)
        return lru_cache(maxsize=_KNOWN_WORDS)(lambda word: self._named(word, forms))

    @cached_property
    def _phrase(self) -> Callable[[str], _Named]:
        """What several words, joined, name."""
        forms = _by_form(spelling for spelling in self._spellings if len(spelling[2]) > 1)
        return lru_cache(maxsize=_KNOWN_WORDS)(lambda joined: self._named(joined, forms))

    def _named(self, form: str, forms: Mapping[str, _Named]) -> _Named:
        """What ``form`` is spelled like, or else what it is the longest inflection of."""
        for bare in (form, *bare_forms(form)):
            if named := forms.get(bare):
                return tuple(
                    (field, code)
                    for field, code in named
                    if bare == form or self.exceptions.get((field, form), True)
                )
        return ()

    @cached_property
    def _spellings(self) -> tuple[_Spelling, ...]:
        return tuple(
            (among.name, term.code, tuple(spoken))
            for among in self.lists
            for term in among.terms
            for spoken in map(words, term.spellings)
            if self._counts(among.name, spoken)
        )

    def _counts(self, field: str, spoken: Sequence[str]) -> bool:
        if not 0 < len(spoken) <= _LONGEST or "".join(spoken).isdigit():
            return False
        decided = self.exceptions.get((field, " ".join(spoken)))
        if decided is not None:
            return decided
        if len(spoken) > 1:
            return True
        return field not in _PHRASES_ONLY and len(spoken[0]) >= _SHORTEST_WORD

    @cached_property
    def _most_words(self) -> Mapping[str, int]:
        """The number of words of the longest spelling that begins with a word."""
        most: dict[str, int] = {}
        for _, _, spoken in self._spellings:
            most[spoken[0]] = max(len(spoken), most.get(spoken[0], 1))
        return most


def _by_form(spellings: Iterable[_Spelling]) -> Mapping[str, _Named]:
    found: dict[str, dict[str, str]] = {}
    for field, code, spoken in spellings:
        found.setdefault("".join(spoken), {}).setdefault(field, code)
    return {form: tuple(named.items()) for form, named in found.items()}
