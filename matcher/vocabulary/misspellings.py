"""Misspellings: words that are none, but nearly a term."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from matcher.vocabulary.hearing import How
from matcher.vocabulary.inflection import bare_forms
from matcher.vocabulary.lexicon import Forms, Lexicon, Named
from matcher.vocabulary.normal import loose

_SHORTEST = 5
_SHORTEST_DOUBLED = 4
# From so many letters on, two slips are forgiven instead of one.
_LONG = 9
_SURE_LETTERS = 3
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, eq=False, repr=False)
class Misspellings:
    """Comes from a word that is in no dictionary to the terms of which it is a slip away."""

    lexicon: Lexicon

    def named(self, word: str) -> tuple[Named, ...]:
        """The terms that a folded word, which is no ordinary word, was meant to name.

        1. Spelled without the marks of æ, ø and å. 2. With letters doubled, or not. 3. With one
        slip (two from nine letters on): a letter too many, too few, wrong, or two swapped; the
        first letter is right but for a swap, and before two slips the first three are. Source:
        Damerau 1964.
        """
        return (
            self.lexicon.named(loose(word), self._loose)
            or self._doubled(word)
            or self._slipped(word)
            or next(filter(None, map(self._slipped, bare_forms(word))), ())
        )

    def corrected(self, word: str) -> str:
        """The word of a phrase that a folded word was meant to be, or the word itself."""
        if len(word) < _SHORTEST:
            return word
        near = _near(word, self._words.get(word[0], ()))
        return near[0] if len(near) == 1 else word

    def _doubled(self, word: str) -> tuple[Named, ...]:
        if len(word) < _SHORTEST_DOUBLED:
            return ()
        return _typed(self.lexicon.named(_single(word), self._undoubled))

    def _slipped(self, word: str) -> tuple[Named, ...]:
        if len(word) < _SHORTEST:
            return ()
        forms = self._by_beginning.get(word[:1], ())
        if word[1] != word[0]:
            forms = (*forms, *self._by_beginning.get(word[1] + word[0], ()))
        return self._agreed(_near(word, forms))

    def _agreed(self, forms: Iterable[str]) -> tuple[Named, ...]:
        """What all forms that come near name; nothing of a field in which they name two."""
        by_field: dict[str, dict[str, Named]] = defaultdict(dict)
        for form in forms:
            for name in self.lexicon.single[form]:
                by_field[name.field][name.code] = name
        one = [name for codes in by_field.values() if len(codes) == 1 for name in codes.values()]
        return _typed(one)

    @cached_property
    def _loose(self) -> Forms:
        return _rewritten(self.lexicon.single, loose)

    @cached_property
    def _undoubled(self) -> Forms:
        return _rewritten(
            {f: n for f, n in self.lexicon.single.items() if len(f) >= _SHORTEST_DOUBLED}, _single
        )

    @cached_property
    def _by_beginning(self) -> Mapping[str, Sequence[str]]:
        """The spellings by their first letter and by their first two."""
        return _grouped(self.lexicon.single, letters=1) | _grouped(self.lexicon.single, letters=2)

    @cached_property
    def _words(self) -> Mapping[str, Sequence[str]]:
        return _grouped(self.lexicon.words, letters=1)


def _grouped(forms: Iterable[str], *, letters: int) -> dict[str, Sequence[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        if len(form) >= _SHORTEST:
            groups[form[:letters]].append(form)
    return dict(groups)


def _near(word: str, forms: Sequence[str]) -> list[str]:
    """The forms that the fewest slips part from ``word``, if these are few enough."""
    most = 2 if len(word) >= _LONG else 1
    found = process.extract(
        word, forms, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
    )
    near = [(form, slips) for form, slips, _ in found if slips < 2 or _holds(form, word)]
    fewest = min((slips for _, slips in near), default=0)
    return [form for form, slips in near if slips == fewest]


def _holds(form: str, word: str) -> bool:
    """Whether enough of a form is left for two slips in it ("rehearsing" is no "releasing")."""
    return len(form) >= _LONG and form[:_SURE_LETTERS] == word[:_SURE_LETTERS]


def _rewritten(forms: Forms, rewrite: Callable[[str], str]) -> Forms:
    """The same names under rewritten forms; those that come to name different terms name none."""
    found: dict[str, tuple[Named, ...]] = {}
    for form, named in forms.items():
        written = rewrite(form)
        before = found.get(written, named)
        found[written] = named if _codes(before) == _codes(named) else ()
    return found


def _codes(named: Iterable[Named]) -> set[tuple[str, str]]:
    return {(name.field, name.code) for name in named}


def _typed(named: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(Named(name.field, name.code, How.TYPO) for name in named)


def _single(form: str) -> str:
    """A form in which no letter stands twice in a row."""
    return _REPEATED.sub(r"\1", form)
