"""Mentions: which terms of the vocabularies a running text names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.vocabulary.inflection import inflected
from matcher.vocabulary.normal import words, words_with_spelling
from matcher.vocabulary.wordlist import WordList

_LONGEST = 4
_SHORTEST_WORD = 4
# In these lists single words are everyday words ("live", "ro", "studie"), so that only phrases
# count as a mention.
_PHRASES_ONLY = frozenset({"goals", "conditions"})

_Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A term named in a text: the vocabulary, the code, and the words as they were written."""

    field: str
    code: str
    phrase: str


@dataclass(frozen=True)
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
        for length in range(min(most, len(folded) - start), 0, -1):
            form = "".join(folded[start : start + length])
            if named := self._forms.get(form):
                return length, named
        return 1, ()

    @cached_property
    def _spellings(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
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

    @cached_property
    def _forms(self) -> Mapping[str, _Named]:
        """From joined words to what they name; plain endings give way to what is spelled out."""
        found: dict[str, dict[str, str]] = {}
        endings: dict[tuple[str, str], set[str]] = {}
        for field, code, spoken in self._spellings:
            form = "".join(spoken)
            found.setdefault(form, {}).setdefault(field, code)
            for longer in inflected(form):
                if self.exceptions.get((field, longer), True):
                    endings.setdefault((longer, field), set()).add(code)
        for (longer, field), codes in endings.items():
            if len(codes) == 1:
                found.setdefault(longer, {}).setdefault(field, *codes)
        return {form: tuple(named.items()) for form, named in found.items()}
