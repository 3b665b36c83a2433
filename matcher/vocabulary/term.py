"""A term: one entry of a vocabulary, with its code, its labels and its kin."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages that every label is written in."""

    DA = "da"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Term:
    """``code`` is stable; ``related`` are links outside the tree: (code, weight in 0..1)."""

    code: str
    label_da: str
    label_en: str
    parent: str | None = None
    related: tuple[tuple[str, float], ...] = ()
    aliases: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """The label in one of the two languages."""
        return self.label_da if language == Language.DA else self.label_en

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that the term may be called: code, labels, aliases."""
        return (self.code, self.label_da, self.label_en, *self.aliases)
