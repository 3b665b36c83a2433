"""Complements: how well two roles go together, from a reviewed table of families and roles."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import WordList


@cache
def role_complements(roles: WordList) -> NDArray[np.float32]:
    """How well every two roles complement one another: shape (roles, roles), symmetric.

    A line of the table that names a role counts before one that names its family, and of two such
    lines the better; what no line names complements nothing.
    """
    lines = _lines()
    kin = {name: _members(roles, name) for pair in lines for name in pair}
    found = np.zeros((len(roles.codes), len(roles.codes)), dtype=np.float32)
    for exact in (0, 1, 2):
        told = {pair: weight for pair, weight in lines.items() if _exact(roles, pair) == exact}
        for (one, other), weight in sorted(told.items(), key=lambda line: line[1]):
            found[np.ix_(kin[one], kin[other])] = weight
            found[np.ix_(kin[other], kin[one])] = weight
    return found


def complement_lines() -> tuple[dict[str, str], ...]:
    """The reviewed table, a reason beside each line."""
    table = files("matcher.features") / "data" / "role_complements.csv"
    with table.open(encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream, delimiter=";"))


def _lines() -> dict[tuple[str, str], float]:
    return {(line["one"], line["other"]): float(line["weight"]) for line in complement_lines()}


def _members(roles: WordList, name: str) -> list[int]:
    """The places of a role and of all whose family it is."""
    return [row for row, term in enumerate(roles.terms) if name in (term.code, term.parent)]


def _exact(roles: WordList, pair: tuple[str, str]) -> int:
    """How many of the two are roles rather than families."""
    parents = {term.parent for term in roles.terms}
    return sum(name not in parents for name in pair)
