"""Plain cells: text, numbers, dates, yes and no; what needs no vocabulary."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from matcher.domain import Problem
from matcher.intake.codes import IntakeCode, problem
from matcher.intake.dates import read_date
from matcher.intake.lists import join, split
from matcher.intake.numbers import read_number, write_number
from matcher.intake.reading import Reading, Reference, Style, refusal
from matcher.vocabulary import Language

LIST_LIMIT = 100
"""Items that one cell may list."""

_LINE_BREAK = re.compile(r"[\r\n]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LINK = re.compile(r"(?:https?://)?[^\s/:]+\.[^\s/.][^\s]*", re.IGNORECASE)
_YES = frozenset({"ja", "j", "yes", "y", "true", "sand", "sandt", "x", "1"})
_NO = frozenset({"nej", "n", "no", "false", "falsk", "0"})


@dataclass(frozen=True, slots=True)
class Text:
    """Words of people, as they were written; ``longest`` is in characters."""

    repeats: ClassVar[bool] = False
    longest: int = 20_000
    one_line: bool = True

    def read(self, text: str, _reference: Reference) -> Reading:
        """The text itself."""
        wrong = _ill_formed(text, self.longest, one_line=self.one_line)
        return refusal(wrong) if wrong else Reading(text)

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The text itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class OwnId:
    """The id that a profile is found by, which is why it must fit into an address."""

    repeats: ClassVar[bool] = False
    longest: int = 120

    def read(self, text: str, _reference: Reference) -> Reading:
        """The id itself."""
        if "/" in text:
            return refusal(problem(IntakeCode.SLASH_IN_ID))
        wrong = _ill_formed(text, self.longest, one_line=True)
        return refusal(wrong) if wrong else Reading(text)

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The id itself."""
        return str(value)


@dataclass(frozen=True, slots=True)
class TextList:
    """Several short texts, such as ids."""

    repeats: ClassVar[bool] = False
    longest: int = 120

    def read(self, text: str, _reference: Reference) -> Reading:
        """The texts in their order, each once."""
        items = split(text)
        wrong = ill_formed_list(items, self.longest)
        return refusal(wrong) if wrong else Reading(items)

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The texts, parted."""
        return join(value)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses on the web; only ones that are safe to follow."""

    repeats: ClassVar[bool] = False

    def read(self, text: str, _reference: Reference) -> Reading:
        """The addresses in their order, each once."""
        items = split(text)
        if wrong := ill_formed_list(items, longest=2_000):
            return refusal(wrong)
        unsafe = [problem(IntakeCode.NOT_A_LINK, link=i) for i in items if not _LINK.fullmatch(i)]
        return refusal(*unsafe) if unsafe else Reading(items)

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The addresses, parted."""
        return join(value)


@dataclass(frozen=True, slots=True)
class Email:
    """An address that mail could be sent to, as far as its look tells."""

    repeats: ClassVar[bool] = False

    def read(self, text: str, _reference: Reference) -> Reading:
        """The address."""
        plausible = len(text) <= 254 and _EMAIL.fullmatch(text)
        return Reading(text) if plausible else refusal(problem(IntakeCode.NOT_AN_EMAIL))

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The address."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, _reference: Reference) -> Reading:
        """The date, day before month where the year is last."""
        day = read_date(text)
        return Reading(day) if day else refusal(problem(IntakeCode.NOT_A_DATE))

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """``YYYY-MM-DD``."""
        return str(value.isoformat())


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``least`` to ``most``; a whole one reads as ``int``, else ``float``."""

    repeats: ClassVar[bool] = True
    least: int = 0
    most: int = 1_000_000_000
    whole: bool = False

    def read(self, text: str, _reference: Reference) -> Reading:
        """The number."""
        value = read_number(text)
        if value is None:
            return refusal(self._not_one())
        if not self.least <= value <= self.most:
            return refusal(problem(IntakeCode.OUT_OF_RANGE, least=self.least, most=self.most))
        if self.whole and not value.is_integer():
            return refusal(self._not_one())
        return Reading(int(value) if self.whole else value)

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """The number, with the decimal mark of the language."""
        return write_number(value, comma=style.language is Language.DA)

    def _not_one(self) -> Problem:
        code = IntakeCode.NOT_A_WHOLE_NUMBER if self.whole else IntakeCode.NOT_A_NUMBER
        return problem(code)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, in either language, or a cross."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, _reference: Reference) -> Reading:
        """True or false."""
        said = text.casefold()
        if said in _YES or said in _NO:
            return Reading(said in _YES)
        return refusal(problem(IntakeCode.NOT_YES_OR_NO))

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """Yes or no."""
        yes, no = ("ja", "nej") if style.language is Language.DA else ("yes", "no")
        return yes if value else no


def ill_formed_list(items: Sequence[str], longest: int) -> Problem | None:
    """What keeps a list from being taken in: too many items, or the first that is ill-formed."""
    if len(items) > LIST_LIMIT:
        return problem(IntakeCode.LIST_TOO_LONG, most=LIST_LIMIT, length=len(items))
    wrong = (_ill_formed(item, longest, one_line=True) for item in items)
    return next((found for found in wrong if found), None)


def _ill_formed(text: str, longest: int, *, one_line: bool) -> Problem | None:
    if len(text) > longest:
        return problem(IntakeCode.TEXT_TOO_LONG, most=longest, length=len(text))
    if one_line and _LINE_BREAK.search(text):
        return problem(IntakeCode.LINE_BREAK_IN_CELL)
    return None
