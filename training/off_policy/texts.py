"""Texts: an answer in words, Danish or English, with all that belongs beside it."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from matcher.domain import Problem
from training.off_policy.answer import Answer, Refusal

LANGUAGES = ("da", "en")
_VALUE = "ope_value"
_VALUE_ALONE = "ope_value_alone"


def sentences(answer: Answer, language: str) -> tuple[str, ...]:
    """The estimate or the refusal first, then every caveat; ``language`` is da or en."""
    return tuple(sentence(problem, language) for problem in (_result(answer), *answer.caveats))


def sentence(problem: Problem, language: str) -> str:
    """One code with its numbers in words. Raises ``KeyError`` for a code that has none."""
    numbers = {name: _number(value, language) for name, value in problem.params.items()}
    return texts(language)[problem.code].format(**numbers)


@cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by code."""
    table = files("training.off_policy") / "data" / "texts.csv"
    with table.open(encoding="utf-8") as stream:
        return {row["key"]: row[language] for row in csv.DictReader(stream, delimiter=";")}


def _result(answer: Answer) -> Problem:
    if answer.refusal is not None or answer.estimate is None:
        return answer.refusal or Problem(Refusal.NO_LOG)
    if answer.interval is None:
        return Problem(_VALUE_ALONE, {"estimate": answer.estimate})
    low, high = answer.interval.low, answer.interval.high
    return Problem(_VALUE, {"estimate": answer.estimate, "low": low, "high": high})


def _number(value: str | int | float, language: str) -> str:
    if not isinstance(value, float):
        return str(value)
    written = f"{value:,.3f}".rstrip("0").rstrip(".")
    return written.translate(str.maketrans(",.", ".,")) if language == "da" else written
