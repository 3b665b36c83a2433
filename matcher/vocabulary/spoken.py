"""Spoken words: the folded words of a running text, and where each of them stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matcher.vocabulary.normal import words

# Combining marks belong to the letter before; an apostrophe joins, as it does in a normal form.
_WRITTEN = re.compile(r"[^\W_]+(?:['’`ʼ\u0300-\u036f]+[^\W_]+)*[\u0300-\u036f]*|[&+]")
_CLAUSE_ENDS = re.compile(r"[.!?;:()\[\]\n–—]|\s-\s")
_SLASHES = re.compile(r"[/|•·]")
_KNOWN_WORDS = 50_000
LONGEST_WORD = 48
"""Characters of the longest word that is looked at; nothing that is longer names a term."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of ``text``, side by side: folded, and their first and last places in it.

    ``breaks`` holds what parts a word from the one before it: "." for the end of a clause, "/"
    for a slash, "," for a comma, nothing for a space or a hyphen.
    """

    text: str
    folded: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    breaks: Sequence[str]

    def __len__(self) -> int:
        return len(self.folded)

    def phrase(self, first: int, last: int) -> str:
        """The words from ``first`` up to and with ``last`` as they are written."""
        return self.text[self.starts[first] : self.ends[last]]


def spoken(text: str) -> Spoken:
    """The words of ``text``; a sign that stands for several words ("½") gives each its place."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[str] = []
    before = 0
    for written in _WRITTEN.finditer(text):
        start, end = written.span()
        gap = _break(text[before:start])
        for word in _folded(written[0]):
            folded.append(word)
            starts.append(start)
            ends.append(end)
            breaks.append(gap)
            gap = ""
        before = end
    return Spoken(text, folded, starts, ends, breaks)


def _folded(written: str) -> Sequence[str]:
    return _known(written) if len(written) <= LONGEST_WORD else words(written)


@lru_cache(maxsize=_KNOWN_WORDS)
def _known(written: str) -> tuple[str, ...]:
    return tuple(words(written))


def _break(gap: str) -> str:
    if gap in {"", " "}:
        return ""
    if _CLAUSE_ENDS.search(gap):
        return "."
    if _SLASHES.search(gap):
        return "/"
    return "," if "," in gap else ""
