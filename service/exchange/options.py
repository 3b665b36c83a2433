"""The options of an import: what it goes by, and how it tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from matcher.vocabulary import Vocabularies


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come, in bytes of all files together."""

    file: str
    done: int
    total: int


def untold(_: Progress) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What an import goes by.

    ``now`` is the moment of the import, aware of its time zone; its own date is the day on which
    new offers are published. ``most_bytes`` is the largest file taken, ``listed`` how many rows
    of each sort a report lists, ``learned_unasked`` what ``learning`` is for people of whom
    the file does not say it.
    """

    words: Vocabularies
    now: datetime
    most_bytes: int = 512 << 20
    listed: int = 1_000
    learned_unasked: bool = True
    progress: Callable[[Progress], None] = untold

    @property
    def day(self) -> date:
        """The day of the import."""
        return self.now.date()
