"""Dates as people write them here: ``2026-11-14``, ``14-11-2026``, ``14. november 2026``."""

import re
from datetime import date

_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _MIDNIGHT)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.] ?([0-9]{1,2})[-/.] ?([0-9]{4})" + _MIDNIGHT)
_MONTH_NAMED = re.compile(r"(?:d\. ?|den )?([0-9]{1,2})\.? ?([a-z]{3,9})\.? ([0-9]{4})", re.I)
_MONTHS = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)


def read_date(text: str) -> date | None:
    """The day that ``text`` names, day before month as in Denmark; ``None`` when it names none."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_NAMED.fullmatch(text):
        day, name, year = found.groups()
        month = _month_number(name)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_number(name: str) -> str:
    """The month by its name or the start of it; 0, which no date has, for any other word."""
    for number, names in enumerate(_MONTHS, start=1):
        if any(full.startswith(name.lower()) for full in names):
            return str(number)
    return "0"
