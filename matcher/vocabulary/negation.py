"""Negation: which words of a text stand under a "not", and which only look as if they did."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from matcher.vocabulary.normal import words
from matcher.vocabulary.spoken import Spoken
from matcher.vocabulary.tables import listed, read_rows

Span: TypeAlias = tuple[int, int]
"""The first and the last of some neighbouring words."""

# How many words may stand between a negation and what it turns down ("ikke ret god til guitar").
_REACH = 4
# How far a negation that comes afterwards looks back ("jazz, nej tak").
_BACK = 2
# The longest part of a list ("no pop, slow country or metal"), and how far such a list is followed.
_PART = 3
_LIST = 12


class Does(StrEnum):
    """What a cue does to the words around it."""

    TURNS = "turns"
    NEXT = "next"
    BACK = "back"
    PLAIN = "plain"
    ENDS = "ends"
    SUBJECT = "subject"
    VERB = "verb"
    RATHER = "rather"
    THAN = "than"
    JOINS = "joins"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class _Cue:
    does: Does
    length: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a text says "not" to: for each term whether, the other ``words`` under a "not", and the
    ``silent`` ones that only say it (cues, and what joins or begins sentences), by their places."""

    terms: tuple[bool, ...]
    words: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False, repr=False)
class Negation:
    """Finds what a text turns down; ``cues`` are folded words and what they do."""

    cues: Mapping[tuple[str, ...], Does]

    def refusal(self, said: Spoken, spans: Sequence[Span]) -> Refusal:
        """What the text says "not" to: ``spans`` (terms, in their order), and words beside them.

        1. Find the cues outside of the terms ("ingen scene" is a term, and no negation). 2. Go
        through the words: a negation lasts to the end of the clause, to a word that begins
        another, or for ``_REACH`` words; each term that it turns down begins the count anew.
        3. Cues that come afterwards ("jazz, nej tak") turn down the terms and words just before.
        """
        cues = self._cues_in(said, spans)
        if not any(
            cue.does in {Does.TURNS, Does.NEXT, Does.THAN, Does.BACK} for cue in cues.values()
        ):
            return Refusal((False,) * len(spans))
        taken = {at for first, last in spans for at in range(first, last + 1)}
        down, under = _forwards(said, spans, cues)
        silent: set[int] = set()
        for at, cue in cues.items():
            if cue.does is Does.BACK:
                _backwards(said, spans, down=down, at=at, cues=cues)
                under.update(_just_before(said, at, taken=taken, cues=cues))
            if cue.does in {Does.TURNS, Does.BACK} or at in under:
                silent.update(range(at, at + cue.length))
        return Refusal(tuple(down), frozenset(under - silent - taken), frozenset(silent - taken))

    def _cues_in(self, said: Spoken, spans: Sequence[Span]) -> dict[int, _Cue]:
        """The longest cue at each word that is part of no term, by its first word."""
        taken = {at for first, last in spans for at in range(first, last + 1)}
        found: dict[int, _Cue] = {}
        after = 0
        for at, word in enumerate(said.folded):
            if at < after or word not in self._longest:
                continue
            if (cue := self._cue_at(said, at)) and (at not in taken or cue.does is Does.VERB):
                found[at] = cue
                after = at + cue.length
        return found

    def _cue_at(self, said: Spoken, at: int) -> _Cue | None:
        most = min(self._longest[said.folded[at]], len(said) - at)
        for length in range(most, 0, -1):
            does = self.cues.get(tuple(said.folded[at : at + length]))
            if does is not None and not any(said.breaks[at + 1 : at + length]):
                return _Cue(does, length)
        return None

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """The number of words of the longest cue that begins with a word."""
        longest: dict[str, int] = {}
        for cue in self.cues:
            longest[cue[0]] = max(len(cue), longest.get(cue[0], 0))
        return longest


def load_negation() -> Negation:
    """The negations from the packaged table."""
    return Negation(
        {
            tuple(words(cue)): Does(row["does"])
            for row in read_rows("negations")
            for cue in listed(row["cue"])
        }
    )


def _forwards(
    said: Spoken, spans: Sequence[Span], cues: Mapping[int, _Cue]
) -> tuple[list[bool], set[int]]:
    """Which terms, and which words whatever they are, stand under a negation before them."""
    starts = {first: (number, last) for number, (first, last) in enumerate(spans)}
    down = [False] * len(spans)
    under: set[int] = set()
    until = joined = -1
    reach = 0
    rather = -_LIST
    for at in range(len(said)):
        cue = cues.get(at)
        if at <= until and _ends(said, at, cues=cues, joined=joined):
            until = -1
        if cue is not None and cue.does is Does.RATHER:
            rather = at
        if cue is not None and (cue.does is Does.TURNS or _than(cue, at - rather)):
            until, reach = at + cue.length + _REACH, 1 + _REACH
            if (number := _asked_before(said, spans, at)) is not None:
                down[number] = True
        elif cue is not None and cue.does is Does.NEXT:
            until, reach = at + cue.length, 0
        elif cue is not None and cue.does in {Does.JOINS, Does.EITHER}:
            joined = at
        if at in starts and at <= until:
            number, last = starts[at]
            down[number] = True
            until = last + reach
        if at <= until:
            under.add(at)
    return down, under


def _asked_before(said: Spoken, spans: Sequence[Span], at: int) -> int | None:
    """The number of the term that is asked right before an answer of one word ("metal? aldrig")."""
    number = bisect_left(spans, (at, at)) - 1
    ends = at + 1 == len(said) or said.breaks[at + 1] == "."
    if number < 0 or not ends or spans[number][1] != at - 1:
        return None
    return number if "?" in said.text[said.ends[at - 1] : said.starts[at]] else None


def _than(cue: _Cue, words: int) -> bool:
    """Whether a cue is the "than" of a "rather" so many words before."""
    return cue.does is Does.THAN and words < _LIST


def _ends(said: Spoken, at: int, *, cues: Mapping[int, _Cue], joined: int) -> bool:
    """Whether another clause begins at a word."""
    if said.breaks[at] in {".", "/"}:
        return True
    if said.breaks[at] == "," and not _list_goes_on(said, at, cues):
        return True
    cue = cues.get(at)
    if cue is None:
        # The Danish "i" is no subject, the English and the polite "I" are.
        return said.phrase(at, at) == "I"
    if cue.does is Does.JOINS:
        return said.phrase(at, at) == "+"
    if cue.does is Does.VERB:
        return joined == at - 1
    return cue.does in {Does.ENDS, Does.RATHER, Does.SUBJECT}


def _list_goes_on(said: Spoken, at: int, cues: Mapping[int, _Cue]) -> bool:
    """Whether short parts follow up to an "or" ("no pop, country or metal")."""
    length = 0
    for word in range(at, min(at + _LIST, len(said))):
        cue = cues.get(word)
        if cue is not None and cue.does is Does.EITHER:
            return True
        if said.breaks[word] in {".", "/"} or (cue is not None and cue.does is not Does.JOINS):
            return False
        length = 1 if said.breaks[word] else length + 1
        if length > _PART:
            return False
    return False


def _backwards(
    said: Spoken, spans: Sequence[Span], *, down: list[bool], at: int, cues: Mapping[int, _Cue]
) -> None:
    """Turn down the last term before a cue, and those that are joined to it."""
    after = at
    for number in reversed(range(bisect_left(spans, (at, at)))):
        first, last = spans[number]
        between = range(last + 1, after)
        near = len(between) <= (_BACK if after == at else 1)
        joined = after == at or all(word in cues and _joins(cues[word]) for word in between)
        if not (near and joined) or "." in said.breaks[last + 1 : at]:
            return
        down[number] = True
        after = first


def _just_before(
    said: Spoken, at: int, *, taken: Set[int], cues: Mapping[int, _Cue]
) -> Iterator[int]:
    """The words right before a cue that turns down what it follows ("kirke, nej tak")."""
    for word in range(at - 1, max(at - _BACK, 0) - 1, -1):
        if word in taken or word in cues or said.breaks[word + 1] == ".":
            return
        yield word
        if said.breaks[word]:
            return


def _joins(cue: _Cue) -> bool:
    return cue.does in {Does.JOINS, Does.EITHER}
