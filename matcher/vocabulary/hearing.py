"""A hearing: a term that a text names, how it is named, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class How(StrEnum):
    """How the words of a text come to a term, the surest first."""

    EXACT = "exact"
    ALIAS = "alias"
    INFLECTION = "inflection"
    COMPOUND = "compound"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A term named in a text: the vocabulary (``field``), the code, and the words as written.

    ``text[start:end]`` is ``phrase``. ``confidence`` (0..1) is the share of such hearings (by
    ``how`` and length) that a knowledgeable reader agreed with on ``fixtures/hearing/dev.tsv``,
    (right + 1) / (all + 2), so that a few prove little; the rules were adjusted on these texts, so
    that it is an optimistic share.
    ``negated`` tells that the text turns the term down ("no classical"); such a hearing says what
    somebody does not mean.
    """

    field: str
    code: str
    phrase: str
    start: int
    end: int
    confidence: float
    how: How
    negated: bool


Place: TypeAlias = tuple[int, int]
"""The first character of some words in a text, and the one after their last."""


@dataclass(frozen=True, slots=True)
class Listening:
    """All that was heard in a text.

    ``refused`` are the words, terms or not, that it says "not" to, and ``no`` those that say it
    ("ikke"); ``unnamed`` are those of ``refused`` that name no term.
    """

    hearings: tuple[Hearing, ...]
    refused: tuple[Place, ...]
    unnamed: tuple[Place, ...]
    no: tuple[Place, ...]
