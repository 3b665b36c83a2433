"""The log contract: the tables and columns in which what was shown and done is handed on.

Whoever serves writes these as files, whoever learns reads them; nobody reads the other's database.
Only pseudonymous ids stand in them: no names, no texts, no contact, nothing declared about health
or identity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LOG_FORMAT = "samspil-log"
LOG_VERSION = 1
MANIFEST = "log.json"


class Kind(StrEnum):
    """What a column holds; times are UTC to the microsecond, days without a time."""

    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    REAL = "real"
    MOMENT = "moment"
    DAY = "day"
    YES_NO = "yes_no"
    TEXTS = "texts"
    CELLS = "cells"


@dataclass(frozen=True, slots=True)
class LogColumn:
    """One column; ``CHOICE`` is a text of few values, ``CELLS`` a list of small whole numbers."""

    name: str
    kind: Kind
    optional: bool = False


class LogTable(StrEnum):
    """A table, which is one file."""

    IMPRESSIONS = "impressions"
    EVENTS = "events"
    OFFERS = "offers"
    TALENTS = "talents"


LOG: Mapping[LogTable, tuple[LogColumn, ...]] = {
    # One row an item of a slate, and one for each candidate that was in the pool of an explored
    # slate but not shown; those stand at position 0 and have no propensities. ``still_free`` is
    # the factor that the market gave to the score; logs from before there were markets have none.
    LogTable.IMPRESSIONS: (
        LogColumn("slate", Kind.TEXT),
        LogColumn("at", Kind.MOMENT),
        LogColumn("direction", Kind.CHOICE),
        LogColumn("audience", Kind.CHOICE),
        LogColumn("surface", Kind.CHOICE),
        LogColumn("viewer_role", Kind.CHOICE),
        LogColumn("item_order", Kind.CHOICE),
        LogColumn("item_limit", Kind.WHOLE),
        LogColumn("model", Kind.CHOICE),
        LogColumn("schema", Kind.CHOICE),
        LogColumn("seed", Kind.WHOLE),
        LogColumn("candidates", Kind.WHOLE),
        LogColumn("exploration", Kind.REAL),
        LogColumn("talent", Kind.TEXT),
        LogColumn("offer", Kind.TEXT),
        LogColumn("position", Kind.WHOLE),
        LogColumn("score", Kind.REAL),
        LogColumn("wants", Kind.REAL, optional=True),
        LogColumn("taken", Kind.REAL, optional=True),
        LogColumn("seats_left", Kind.WHOLE, optional=True),
        LogColumn("queue", Kind.WHOLE, optional=True),
        LogColumn("still_free", Kind.REAL, optional=True),
        LogColumn("propensity", Kind.REAL, optional=True),
        LogColumn("prefix_propensity", Kind.REAL, optional=True),
        LogColumn("cells", Kind.CELLS),
    ),
    LogTable.EVENTS: (
        LogColumn("seq", Kind.WHOLE),
        LogColumn("id", Kind.TEXT),
        LogColumn("kind", Kind.CHOICE),
        LogColumn("side", Kind.CHOICE),
        LogColumn("talent", Kind.TEXT),
        LogColumn("offer", Kind.TEXT),
        LogColumn("at", Kind.MOMENT),
        LogColumn("recorded_at", Kind.MOMENT),
        LogColumn("slate", Kind.TEXT, optional=True),
        LogColumn("rating", Kind.WHOLE, optional=True),
    ),
    LogTable.OFFERS: (
        LogColumn("offer", Kind.TEXT),
        LogColumn("organisation", Kind.TEXT),
        LogColumn("kind", Kind.CHOICE, optional=True),
        LogColumn("genres", Kind.TEXTS),
        LogColumn("roles", Kind.TEXTS),
        LogColumn("municipality", Kind.CHOICE, optional=True),
        LogColumn("reach", Kind.CHOICE, optional=True),
        LogColumn("published", Kind.DAY, optional=True),
        LogColumn("deadline", Kind.DAY, optional=True),
        LogColumn("start", Kind.DAY, optional=True),
        LogColumn("capacity", Kind.WHOLE, optional=True),
    ),
    LogTable.TALENTS: (
        LogColumn("talent", Kind.TEXT),
        LogColumn("municipality", Kind.CHOICE, optional=True),
        LogColumn("age_band", Kind.CHOICE, optional=True),
        LogColumn("institution", Kind.YES_NO),
        LogColumn("languages", Kind.TEXTS),
        LogColumn("roles", Kind.TEXTS),
        LogColumn("genres", Kind.TEXTS),
        LogColumn("level", Kind.WHOLE, optional=True),
    ),
}

AGE_BANDS = ("under_15", "15_17", "18_20", "21_25", "over_25")


def age_band(age: int) -> str:
    """The band of ``AGE_BANDS`` that an age in years falls in."""
    bounds = (15, 18, 21, 26)
    return AGE_BANDS[sum(age >= bound for bound in bounds)]
