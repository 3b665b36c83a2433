"""A hearing: a term that a text names, how it is named, and where."""

from dataclasses import dataclass
from enum import StrEnum


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
    (right + 1) / (all + 2), so that a few prove little.
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
