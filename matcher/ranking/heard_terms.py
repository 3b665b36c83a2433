"""Heard terms: how well the codes of many profiles meet the terms that a question names."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience
from matcher.features import Rows
from matcher.vocabulary import Hearing, Vocabularies, WordList

LEAST_AFFINITY = 0.4
_HAS = 0.999
_LISTED = frozenset({"roles", "genres"})

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


def fields_read(*, offers: bool, audience: Audience) -> frozenset[str]:
    """The fields by which one may look for profiles.

    Offers hide nothing. Of people organisations read roles and genres alone; what frames somebody
    wishes for may be about health, and nobody looks for that.
    """
    if offers:
        return _LISTED | {"goals", "conditions"}
    return _LISTED if audience is Audience.ORGANISATION else _LISTED | {"goals"}


def terms_met(candidates: Rows, wanted: Iterable[Hearing], words: Vocabularies) -> Scores:
    """The sum over ``wanted`` of the best affinity, each times the hearing's confidence.

    Shape (n,), NaN where nothing is met.
    """
    total = np.zeros(len(candidates), dtype=np.float64)
    for hearing in wanted:
        total += hearing.confidence * reached(candidates, hearing, words)
    return np.where(total > 0, total, np.nan)


def has_any(candidates: Rows, unwanted: Iterable[Hearing], words: Vocabularies) -> Mask:
    """Whether a profile names one of ``unwanted`` or something that falls under it: shape (n,)."""
    found = np.zeros(len(candidates), dtype=np.bool_)
    for hearing in unwanted:
        among = word_list(hearing.field, words)
        codes = [among.index[code] for code in _family(hearing.code, among)]
        cells = candidates[hearing.field]
        if hearing.field in _LISTED:
            found |= np.isin(cells, codes).any(axis=1)
        else:
            found |= (cells[:, codes] >= _HAS).any(axis=1)
    return found


def reached(candidates: Rows, hearing: Hearing, words: Vocabularies) -> Scores:
    """How near a profile's codes come to the term: shape (n,), 0 below ``LEAST_AFFINITY``."""
    among = word_list(hearing.field, words)
    row, cells = among.affinity[among.index[hearing.code]], candidates[hearing.field]
    if hearing.field in _LISTED:
        # Padding looks up -1, the 0 at the end.
        near = np.append(row, np.float32(0)).take(cells, mode="wrap").max(axis=1)
    else:
        near = (cells * row).max(axis=1)
    return np.where(near >= LEAST_AFFINITY, near, 0.0).astype(np.float64)


def nearest_code(candidates: Rows, place: int, hearing: Hearing, words: Vocabularies) -> str | None:
    """Of the profile at ``place`` the code that comes nearest to the term, if any is near."""
    among = word_list(hearing.field, words)
    row, cells = among.affinity[among.index[hearing.code]], candidates[hearing.field][place]
    if hearing.field not in _LISTED:
        own = among.index[hearing.code]
        return hearing.code if cells[own] >= _HAS else None
    codes = [int(code) for code in cells if code >= 0]
    best = max(codes, key=lambda code: float(row[code]), default=-1)
    return among.codes[best] if best >= 0 and row[best] >= LEAST_AFFINITY else None


def word_list(field: str, words: Vocabularies) -> WordList:
    """The vocabulary of a field that is heard."""
    lists: Mapping[str, WordList] = {
        "roles": words.roles,
        "genres": words.genres,
        "goals": words.goals,
        "conditions": words.conditions,
    }
    return lists[field]


def _family(code: str, among: WordList) -> set[str]:
    """The term and all beneath it."""
    family = {code}
    grown = True
    while grown:
        below = {term.code for term in among.terms if term.parent in family}
        grown = not below <= family
        family |= below
    return family
