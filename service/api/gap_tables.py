"""Gap tables: reports of gaps and wishes as they are answered, as JSON and as a spreadsheet."""

import csv
import io
from datetime import datetime
from typing import Any

from matcher.vocabulary import Language
from service.actions.gaps import MOST_SEARCHES, GapReport, WishCount
from service.i18n import label, say
from service.reports.by import LISTS, WishedBy
from service.reports.gaps import Gap
from service.reports.suppression import FEWEST_TOLD

ELSEWHERE = "elsewhere"
HIDDEN = "*"
TOPIC = "reports"
_COLUMNS = (
    "term", "term_name", "municipality", "municipality_name", "reach", "reach_name", "need",
    "missing", "wishes", "searches", "offers", "seats", "unlimited",
)  # fmt: skip


def gaps_body(report: GapReport, *, lang: Language) -> dict[str, Any]:
    """The answer to who asked for the report."""
    return {
        "at": report.at,
        "since": report.since,
        "by": report.by,
        "lang": lang,
        "fewest": FEWEST_TOLD,
        "note": f"{_note(lang)} {_newest(lang)}",
        "cells": [_cell(gap, LISTS[report.by], lang) for gap in report.gaps],
    }


def wishes_body(
    counts: tuple[WishCount, ...], by: WishedBy, *, at: datetime, lang: Language
) -> dict[str, Any]:
    """The wishes of all, added up."""
    return {
        "at": at,
        "by": by,
        "lang": lang,
        "fewest": FEWEST_TOLD,
        "note": _note(lang),
        "cells": [
            {
                "term": one.term,
                "term_name": label(LISTS[by], one.term, lang=lang),
                "reach": one.reach,
                "reach_name": _named("reaches", one.reach, lang),
                "people": one.people,
            }
            for one in counts
        ],
    }


def gaps_csv(report: GapReport, *, lang: Language) -> str:
    """The same cells as a spreadsheet (``;``, UTF-8 with a mark); hidden numbers are ``HIDDEN``."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    sheet.writerow([say(f"gap_{name}", {}, lang=lang, topic=TOPIC) for name in _COLUMNS])
    for cell in gaps_body(report, lang=lang)["cells"]:
        sheet.writerow([_plain(name, cell) for name in _COLUMNS])
    return text.getvalue()


def _plain(name: str, cell: dict[str, Any]) -> str | int:
    value: str | int | None = cell[name]
    if value is not None:
        return value
    if name == "searches" and cell["reach"] is not None:
        return ""
    return HIDDEN if name in {"need", "missing", "wishes", "searches"} else ""


def _cell(gap: Gap, terms: str, lang: Language) -> dict[str, Any]:
    place = ELSEWHERE if gap.elsewhere else gap.municipality
    outside = say(ELSEWHERE, {}, lang=lang, topic=TOPIC)
    name = outside if gap.elsewhere else _named("municipalities", place, lang)
    return {
        "term": gap.term,
        "term_name": label(terms, gap.term, lang=lang),
        "municipality": place,
        "municipality_name": name,
        "reach": gap.reach,
        "reach_name": _named("reaches", gap.reach, lang),
        "need": gap.need,
        "missing": gap.missing,
        "wishes": gap.wishes,
        "searches": gap.searches,
        "offers": gap.offers,
        "seats": gap.seats,
        "unlimited": gap.unlimited,
    }


def _named(among: str, code: str | None, lang: Language) -> str | None:
    return None if code is None else label(among, code, lang=lang)


def _newest(lang: Language) -> str:
    return say("newest_searches", {"most": MOST_SEARCHES}, lang=lang, topic=TOPIC)


def _note(lang: Language) -> str:
    return say("hidden_cells", {"fewest": FEWEST_TOLD}, lang=lang, topic=TOPIC)
