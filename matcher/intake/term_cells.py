"""Term cells: what the vocabulary resolves, and what becomes of the words that it does not know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from matcher.domain import Problem
from matcher.intake.codes import IntakeCode, problem, suggesting
from matcher.intake.hearing import heard_surely, is_refused
from matcher.intake.lists import join, split
from matcher.intake.plain_cells import ill_formed_list
from matcher.intake.reading import Reading, Reference, Style, refusal
from matcher.vocabulary import Vocabularies, WordList

ListOf = Callable[[Vocabularies], WordList]

TERM_LIMIT = 200
"""Characters of one term."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Several terms of one word list.

    Those that are not known as they stand but heard beyond doubt are read so, with a warning; the
    others stay as free tags.
    """

    repeats: ClassVar[bool] = True
    among: ListOf

    def read(self, text: str, reference: Reference) -> Reading:
        """The codes in the order written, each once, and the free tags."""
        items = split(text)
        if wrong := ill_formed_list(items, TERM_LIMIT):
            return refusal(wrong)
        among = self.among(reference.words)
        found = {item: among.resolve_all(item) for item in items}
        heard = _heard([item for item, some in found.items() if not some], among, reference)
        found |= heard
        codes = tuple(dict.fromkeys(code for some in found.values() for code in some))
        unknown = tuple(item for item, some in found.items() if not some)
        warned = (*_read_as(heard), *_unknown(unknown, among, reference))
        return Reading(codes, unknown, warned=warned)

    def write(self, value: Any, tags: Sequence[str], style: Style) -> str:
        """The codes or labels, and after them the free tags."""
        return join([*(style.name(code, self.among(style.words)) for code in value), *tags])


@dataclass(frozen=True, slots=True)
class OneTerm:
    """One term of a word list; an unknown one stays as a free tag and leaves the field empty."""

    repeats: ClassVar[bool] = True
    among: ListOf

    def read(self, text: str, reference: Reference) -> Reading:
        """The first code that is named; whatever else is written stays as free tags."""
        items = split(text)
        if wrong := ill_formed_list(items, TERM_LIMIT):
            return refusal(wrong)
        among = self.among(reference.words)
        found = {item: among.resolve(item) for item in items}
        code = next((code for code in found.values() if code is not None), None)
        if code is None:
            return Reading(None, items, warned=_unknown(items, among, reference))
        others = tuple(item for item in items if found[item] != code)
        several = (problem(IntakeCode.ONE_VALUE_ONLY, kept=code),) if others else ()
        return Reading(code, others, warned=several)

    def write(self, value: Any, tags: Sequence[str], style: Style) -> str:
        """The code or label, and after it the free tags."""
        known = [] if value is None else [style.name(value, self.among(style.words))]
        return join([*known, *tags])


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few answers that the rules depend on, so that an unknown one is refused."""

    repeats: ClassVar[bool] = True
    among: ListOf
    choices: type[StrEnum]

    def read(self, text: str, reference: Reference) -> Reading:
        """The member of ``choices``."""
        code = self.among(reference.words).resolve(text)
        if code is None:
            return refusal(problem(IntakeCode.UNKNOWN_CHOICE, choices=", ".join(self.choices)))
        return Reading(self.choices(code))

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """The code or label."""
        return style.name(value.value, self.among(style.words))


@dataclass(frozen=True, slots=True)
class Group:
    """The people that an offer is meant for: a code, or a free description kept as it is."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, reference: Reference) -> Reading:
        """The code or the description."""
        if wrong := ill_formed_list((text,), TERM_LIMIT):
            return refusal(wrong)
        return Reading(reference.words.target_groups.resolve(text) or text)

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """The code or label, or the description."""
        return style.name(value, style.words.target_groups)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that a person has declared: codes, or descriptions kept as they are."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, reference: Reference) -> Reading:
        """The codes and descriptions in the order written, each once."""
        items = split(text)
        if wrong := ill_formed_list(items, TERM_LIMIT):
            return refusal(wrong)
        resolve = reference.words.target_groups.resolve
        return Reading(tuple(dict.fromkeys(resolve(item) or item for item in items)))

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """The codes or labels, and the descriptions."""
        return join(style.name(group, style.words.target_groups) for group in value)


def _heard(
    items: Sequence[str], among: WordList, reference: Reference
) -> dict[str, tuple[str, ...]]:
    """The codes of the items that are heard beyond doubt."""
    words = reference.words
    meant = (item for item in items if words.placeholders.resolve(item) is None)
    return {item: codes for item in meant if (codes := heard_surely(item, among, words))}


def _read_as(heard: Mapping[str, tuple[str, ...]]) -> tuple[Problem, ...]:
    return tuple(
        problem(IntakeCode.READ_AS, term=item, codes=", ".join(codes))
        for item, codes in heard.items()
    )


def _unknown(items: Sequence[str], among: WordList, reference: Reference) -> tuple[Problem, ...]:
    return tuple(_what_is_unknown(item, among, reference) for item in items)


def _what_is_unknown(item: str, among: WordList, reference: Reference) -> Problem:
    """Words like "all" and "not known yet" name no term; "not metal" names what is not meant."""
    words = reference.words
    if words.placeholders.resolve(item) is not None or is_refused(item, words):
        return problem(IntakeCode.SAYS_NOTHING, term=item)
    nearest = reference.nearest(among.nearest, item)
    return suggesting(IntakeCode.UNKNOWN_TERM, nearest, term=item)
