"""Figures: days, numbers and kroner as people in Denmark write them, and in English."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from matcher.vocabulary import Language

_MONTHS: Mapping[Language, str] = {
    Language.DA: "januar februar marts april maj juni juli august september "
    "oktober november december",
    Language.EN: "January February March April May June July August September "
    "October November December",
}
_AND = {Language.DA: "og", Language.EN: "and"}
_SWAP = str.maketrans(",.", ".,")


def day(value: date, *, lang: Language) -> str:
    """``14. november 2026`` or ``14 November 2026``."""
    dot = "." if lang is Language.DA else ""
    return f"{value.day}{dot} {_MONTHS[lang].split()[value.month - 1]} {value.year}"


def moment(value: datetime, *, lang: Language) -> str:
    """``14. november 2026 kl. 18:30`` or ``14 November 2026 at 18:30``, as ``value`` has it."""
    at = "kl." if lang is Language.DA else "at"
    return f"{day(value.date(), lang=lang)} {at} {value:%H:%M}"


def number(value: float, *, lang: Language, decimals: int | None = None) -> str:
    """``1.250,5`` or ``1,250.5``; without ``decimals`` as many as there are, at most two."""
    text = f"{value:,.{2 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAP) if lang is Language.DA else text


def kroner(value: float, *, lang: Language) -> str:
    """``1.250,50 kr.`` or ``DKK 1,250.50``; øre only where there are any."""
    amount = number(value, lang=lang, decimals=0 if float(value).is_integer() else 2)
    return f"{amount} kr." if lang is Language.DA else f"DKK {amount}"


def kilometres(value: float, *, lang: Language) -> str:
    """``4,5 km`` below ten, whole kilometres above: nobody knows the way more exactly."""
    close = value < 9.95
    text = number(value, lang=lang) if close and value == round(value) else None
    return f"{text or number(value, lang=lang, decimals=1 if close else 0)} km"


def percent(share: float, *, lang: Language, decimals: int = 0) -> str:
    """``13 %`` or ``13%``, of a share between 0 and 1."""
    shown = number(100 * share, lang=lang, decimals=decimals)
    return f"{shown} %" if lang is Language.DA else f"{shown}%"


def listing(entries: Sequence[str], *, lang: Language) -> str:
    """``a``, ``a og b``, ``a, b og c``."""
    if len(entries) < 2:
        return "".join(entries)
    return f"{', '.join(entries[:-1])} {_AND[lang]} {entries[-1]}"
