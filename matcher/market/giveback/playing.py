"""Playing: how loud each role is at its quietest, what it must find there, whether it can stand
alone.

Written down by hand for families of roles (``data/roles.csv``): a role without a line of its own
has that of the nearest one above it. ``needs`` is a list of things of which one is enough.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from matcher.vocabulary import Vocabularies, WordList


@dataclass(frozen=True, slots=True)
class Playing:
    """``loudness`` is a step of ``Vocabularies.loudness_steps``; ``needs`` holds the equipment of
    which one must be there (empty: what the role needs comes along); ``carries`` says whether an
    act can consist of it."""

    loudness: int
    needs: frozenset[str]
    carries: bool


_UNKNOWN = Playing(2, frozenset(), carries=False)


@lru_cache(maxsize=2)
def playing_of(words: Vocabularies) -> Mapping[str, Playing]:
    """How each role of the vocabulary is played."""
    lines = {row["code"]: _playing(row, words.loudness_steps) for row in _rows()}
    return {code: _nearest(code, words.roles, lines) for code in words.roles.codes}


def _nearest(code: str, roles: WordList, lines: Mapping[str, Playing]) -> Playing:
    place: str | None = code
    while place is not None:
        if place in lines:
            return lines[place]
        place = roles[place].parent
    return _UNKNOWN


def _playing(row: Mapping[str, str], steps: Mapping[str, int]) -> Playing:
    needs = frozenset(filter(None, row["needs"].split("/")))
    return Playing(steps[row["loudness"]], needs, row["carries"] == "yes")


def _rows() -> list[dict[str, str]]:
    file = resources.files("matcher.market.giveback").joinpath("data", "roles.csv")
    text = io.StringIO(file.read_text(encoding="utf-8"), newline="")
    return list(csv.DictReader(text, delimiter=";", strict=True))
