"""Heard terms: what profiles name in free words and not in their lists, as columns of codes."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.domain import Offer, Talent
from matcher.features.columns import Array, Column
from matcher.features.encoding import text_of
from matcher.vocabulary import Vocabularies, WordList

FIELDS = ("genres", "roles")
MAX_HEARD = 6
SURE_ENOUGH = 0.7
"""The confidence from which on a term that is only heard may count."""

HEARD: Mapping[str, Column] = {
    f"heard_{field}": Column(np.int16, MAX_HEARD, -1) for field in FIELDS
}


def heard_cells(profiles: Sequence[Talent | Offer], words: Vocabularies) -> dict[str, Array]:
    """The columns ``HEARD`` for ``profiles``: shape (profiles, MAX_HEARD), -1 for none.

    What a text turns down is no term of it, and neither is what the lists say already.
    """
    cells = {name: np.full((len(profiles), MAX_HEARD), -1, np.int16) for name in HEARD}
    lists: dict[str, WordList] = {"genres": words.genres, "roles": words.roles}
    for row, profile in enumerate(profiles):
        for field, codes in _heard(profile, words).items():
            indices = [lists[field].index[code] for code in codes[:MAX_HEARD]]
            cells[f"heard_{field}"][row, : len(indices)] = indices
    return cells


def _heard(profile: Talent | Offer, words: Vocabularies) -> dict[str, list[str]]:
    stated = {"genres": profile.genres, "roles": profile.roles}
    found: dict[str, list[str]] = {field: [] for field in FIELDS}
    hearings = words.hear(text_of(profile))
    turned_down = {(h.field, h.code) for h in hearings if h.negated}
    for h in hearings:
        sure = h.confidence >= SURE_ENOUGH and (h.field, h.code) not in turned_down
        if h.field in found and sure and h.code not in stated[h.field]:
            found[h.field].append(h.code)
    return found
