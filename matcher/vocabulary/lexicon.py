"""The lexicon: which spellings of the terms count in running text, and what words name by them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from matcher.vocabulary.hearing import How
from matcher.vocabulary.inflection import bare_forms
from matcher.vocabulary.normal import words
from matcher.vocabulary.tables import listed, read_rows
from matcher.vocabulary.wordlist import WordList

_LONGEST = 5
_SHORTEST_WORD = 4
# In these lists single words are everyday words ("live", "ro", "studie"), so that only phrases
# count as a mention.
_PHRASES_ONLY = frozenset({"goals", "conditions"})
_KIN = frozenset({"roles", "genres"})
# The spellings of a term begin with its code and its two labels; the others are aliases.
_OWN = 3


class Named(NamedTuple):
    """A term that words name, and by what way they come to it."""

    field: str
    code: str
    how: How


Forms: TypeAlias = Mapping[str, tuple[Named, ...]]
"""From spellings in normal form to what they name, at most one code a field."""


class Spelling(NamedTuple):
    """One way to spell a term: its folded words."""

    named: Named
    spoken: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Lexicon:
    """The spellings of the terms of ``lists`` that count in running text.

    ``exceptions`` decide against the rule whether a spelling counts, by vocabulary and folded
    words: the rule is phrases, and of roles and genres words of four letters and more.
    ``sayings`` are further spellings that are heard in running text alone; those that name
    nothing (no field) keep their words from naming something ("a classical mistake").
    """

    lists: tuple[WordList, ...]
    exceptions: Mapping[tuple[str, str], bool]
    sayings: tuple[Spelling, ...]

    @cached_property
    def single(self) -> Forms:
        """Every spelling; a phrase may be written in one word."""
        return _by_form(self._spellings)

    @cached_property
    def phrases(self) -> Forms:
        """The spellings of several words, joined."""
        return _by_form(spelling for spelling in self._spellings if len(spelling.spoken) > 1)

    @cached_property
    def most_words(self) -> Mapping[str, int]:
        """The number of words of the longest spelling that begins with a word."""
        most: dict[str, int] = {}
        for spelling in self._spellings:
            first, *_ = spelling.spoken
            most[first] = max(len(spelling.spoken), most.get(first, 1))
        return most

    def word(self, form: str) -> tuple[Named, ...]:
        """What a folded word names, as it is spelled or as a plain inflection."""
        return self.named(form, self.single)

    def phrase(self, form: str) -> tuple[Named, ...]:
        """What several folded words, joined, name."""
        return self.named(form, self.phrases)

    def named(self, form: str, forms: Forms) -> tuple[Named, ...]:
        """What ``form`` is spelled like among ``forms``, or is the longest inflection of."""
        if named := forms.get(form):
            return named
        for bare in bare_forms(form):
            if named := forms.get(bare):
                return tuple(
                    Named(field, code, How.INFLECTION)
                    for field, code, _ in named
                    if self.exceptions.get((field, form), True)
                )
        return ()

    @cached_property
    def everyday(self) -> Forms:
        """Names of roles and genres that are everyday words, which count in company alone."""
        return _by_form(
            spelling
            for spelling in self._all
            if len(spelling.spoken) == 1
            and spelling.named.field in _KIN
            and not self._counts(spelling)
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a spelling."""
        return frozenset(word for spelling in self._spellings for word in spelling.spoken)

    @cached_property
    def _spellings(self) -> tuple[Spelling, ...]:
        return self.sayings + tuple(filter(self._counts, self._all))

    @cached_property
    def _all(self) -> tuple[Spelling, ...]:
        return tuple(
            Spelling(Named(among.name, term.code, How.EXACT if at < _OWN else How.ALIAS), spoken)
            for among in self.lists
            for term in among.terms
            for at, spoken in enumerate(tuple(words(text)) for text in term.spellings)
            if 0 < len(spoken) <= _LONGEST and not "".join(spoken).isdigit()
        )

    def _counts(self, spelling: Spelling) -> bool:
        field, spoken = spelling.named.field, spelling.spoken
        decided = self.exceptions.get((field, " ".join(spoken)))
        if decided is not None:
            return decided
        if len(spoken) > 1:
            return True
        return field not in _PHRASES_ONLY and len(spoken[0]) >= _SHORTEST_WORD


def load_sayings() -> tuple[Spelling, ...]:
    """The spellings from the packaged table of what people say."""
    return tuple(
        Spelling(Named(row["field"], row["code"], How.ALIAS), tuple(words(saying)))
        for row in read_rows("sayings")
        for saying in listed(row["sayings"])
    )


def _by_form(spellings: Iterable[Spelling]) -> Forms:
    found: dict[str, dict[str, Named]] = {}
    for named, spoken in spellings:
        found.setdefault("".join(spoken), {}).setdefault(named.field, named)
    return {form: _plain(tuple(by_field.values())) for form, by_field in found.items()}


def _plain(named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Of a role and a genre spelled alike, the one that bears the name, if only one does."""
    own = {name.field for name in named if name.how is How.EXACT}
    if len(own & _KIN) != 1:
        return named
    return tuple(name for name in named if name.field in own or name.field not in _KIN)
