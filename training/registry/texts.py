"""Texts: what reports and cards say, in Danish and in English."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from training.registry.figures import Figure

LANGUAGES = ("da", "en")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by key."""
    table = files("training.registry") / "data" / "texts.csv"
    with table.open(encoding="utf-8") as stream:
        return {row["key"]: row[language] for row in csv.DictReader(stream, delimiter=";")}


def said(key: str, language: str) -> str:
    """The text of ``key``, or the key itself where there is none, as for a municipality's code."""
    return texts(language).get(key, key)


def figure(value: float | None, language: str, *, digits: int = 3) -> str:
    """A number as the language writes it, an en dash where there is none; nothing has no sign."""
    if value is None or value != value:
        return "–"
    rounded = round(value, digits)
    written = f"{rounded or 0.0:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "da" else written


def with_interval(value: Figure, language: str) -> str:
    """``0.312 (0.290 – 0.334)``."""
    if value.low != value.low:
        return figure(value.value, language)
    low, high = figure(value.low, language), figure(value.high, language)
    return f"{figure(value.value, language)} ({low} – {high})"
