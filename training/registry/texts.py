"""Texts: what reports and cards say, in Danish and in English."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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
    """A number as the language writes it, an en dash where there is none."""
    if value is None or value != value:
        return "–"
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "da" else written
