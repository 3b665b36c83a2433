"""The catalogue: every text for people, by its code, in Danish and English.

The files are ``data/*.csv`` (``code;da;en``), one for each topic. A code means the same wherever it
stands, and may be worded for the place where it is read.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from matcher.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Text:
    """One text; ``{name}`` and ``{name:kind}`` stand for parameters (see ``service.i18n.say``)."""

    da: str
    en: str

    def template(self, lang: Language) -> str:
        """The text in one of the two languages."""
        return self.da if lang is Language.DA else self.en


@cache
def catalogue() -> Mapping[str, Mapping[str, Text]]:
    """All texts by topic and code; read from the package once.

    Raises ``ValueError`` for a code that has two texts in one topic, or lacks one.
    """
    folder = resources.files("service.i18n").joinpath("data")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    topics = {f.name.removesuffix(".csv"): _texts(f) for f in files if f.name.endswith(".csv")}
    return MappingProxyType(topics)


def template(code: str, *, lang: Language, topic: str | None = None) -> str | None:
    """The text of ``code``, in ``topic`` if it stands there, else wherever it stands."""
    topics = catalogue()
    named = topics.get(topic or "", {})
    for texts in (named, *topics.values()):
        if code in texts:
            return texts[code].template(lang)
    return None


def _texts(file: Traversable) -> Mapping[str, Text]:
    texts: dict[str, Text] = {}
    lines = io.StringIO(file.read_text(encoding="utf-8"), newline="")
    for row in csv.DictReader(lines, delimiter=";", strict=True):
        code, text = row["code"], Text(row["da"] or "", row["en"] or "")
        if code in texts or not (text.da and text.en):
            raise ValueError(f"{file.name}: {code} must have exactly one text in each language")
        texts[code] = text
    return MappingProxyType(texts)
