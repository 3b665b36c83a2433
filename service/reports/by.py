"""By: what a report is broken down by; apart, so that the command line need not wait for numpy."""

from collections.abc import Mapping
from enum import StrEnum


class By(StrEnum):
    """What a report of gaps is broken down by, besides place and reach."""

    GOAL = "goal"
    ROLE = "role"
    GENRE = "genre"


class WishedBy(StrEnum):
    """What wishes are added up by."""

    KIND = "kind"
    GOAL = "goal"
    ROLE = "role"
    GENRE = "genre"


LISTS: Mapping[str, str] = {
    "kind": "kinds",
    "goal": "goals",
    "role": "roles",
    "genre": "genres",
}
"""The vocabulary's list of each."""
