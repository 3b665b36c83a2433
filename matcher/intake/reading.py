"""A reading: what one cell says, or why it cannot be taken in; and how a value is written back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from matcher.domain import Problem
from matcher.vocabulary import Language, Vocabularies, WordList


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a cell, the terms in it that stay as free tags, and what there is to say.

    A cell with ``refused`` has no value, and its row is not taken in; ``warned`` is only told.
    """

    value: Any = None
    tags: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    warned: tuple[Problem, ...] = ()

    @property
    def says_more(self) -> bool:
        """Whether there is more to it than a value."""
        return bool(self.tags or self.refused or self.warned)


@dataclass(frozen=True, slots=True)
class Style:
    """How cells are written: codes and points in English, labels and commas in Danish."""

    language: Language
    words: Vocabularies

    def name(self, code: str, among: WordList) -> str:
        """The code, or its Danish label where that is read as the same code again."""
        if self.language is Language.EN or code not in among:
            return code
        label = among[code].label(self.language)
        return label if among.resolve(label) == code else code


class Reference:
    """What cells are looked up in.

    Suggestions cost milliseconds each, so after ``suggestions`` of them no more are sought: a file
    with so many unknown words is read in the wrong way, or by nobody.
    """

    def __init__(self, words: Vocabularies, *, suggestions: int = 1_000) -> None:
        self.words = words
        self._left = suggestions

    def nearest(self, seek: Callable[[str], tuple[str, ...]], text: str) -> tuple[str, ...]:
        """What ``seek`` suggests for ``text``."""
        self._left -= 1
        return seek(text) if self._left >= 0 else ()


class Cell(Protocol):
    """One kind of column.

    ``read`` is given trimmed text that is not empty. ``write`` is given a value that is not the
    column's empty one, and the free tags of its field; ``read(write(x)) == x``. ``repeats`` says
    that few different texts are expected, so that readings are worth keeping.
    """

    repeats: ClassVar[bool]

    def read(self, text: str, reference: Reference) -> Reading:
        """What ``text`` says."""

    def write(self, value: Any, tags: Sequence[str], style: Style) -> str:
        """The text that says ``value`` and ``tags``."""


def refusal(*problems: Problem) -> Reading:
    """A reading without a value."""
    return Reading(refused=problems)
