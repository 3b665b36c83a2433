"""First places: what a model would have put where a log's lists had their items."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import Direction, Side
from matcher.features import feature_list
from matcher.ranking import DiversityConfig
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.glass_box import GlassBox, probability
from training.data import Log
from training.data.owners import owners

Whole = NDArray[np.int64]
Cells = NDArray[np.uint8]
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FirstPlaces:
    """The cells (n, features) and the scores (n,) of what stands in the lists."""

    cells: Cells
    score: Values


def first_places(
    log: Log, model: GlassBox, *, diversity: DiversityConfig | None = None
) -> FirstPlaces:
    """The lists of ``log`` put in order by ``model``, each as long as it was shown.

    What a list may hold is what it held and, where it was explored, the rest of its pool. For
    talents no organisation has more than its share of the head, as when lists are made. Lists that
    were not ranked have no cells and are left out.
    """
    table = _ranked(log.impressions)
    width = len(model.features.features)
    cells = table["cells"].combine_chunks().flatten().to_numpy().reshape(-1, width)
    score = scores(model, cells)
    slate = _codes(table["slate"])
    head = _in_head(table, log, slate, score=score, config=diversity or DiversityConfig())
    order = np.lexsort((-score, ~head, slate))
    shown = np.bincount(slate, weights=table["position"].to_numpy() > 0)
    kept = order[_ranks(slate[order]) < shown[slate[order]]]
    return FirstPlaces(cells[kept], score[kept])


def scores(model: GlassBox, cells: Cells) -> Values:
    """What lists are sorted by, the product of both sides' probabilities: shape (n,)."""
    wants, taken = (probability(bulk_scorer(model, side).log_odds(cells)) for side in Side)
    return wants * taken


def _ranked(shown: pa.Table) -> pa.Table:
    """The rows with cells of these features."""
    listed = feature_list()
    same = pc.equal(shown["schema"].cast(pa.string()), listed.hash)
    whole = pc.equal(pc.list_value_length(shown["cells"]), len(listed.features))
    return shown.filter(pc.and_(same, pc.fill_null(whole, fill_value=False)))


def _in_head(
    table: pa.Table, log: Log, slate: Whole, *, score: Values, config: DiversityConfig
) -> NDArray[np.bool_]:
    """Which rows fill the heads of talents' lists, best first, few of each organisation."""
    direction = table["direction"].cast(pa.string())
    for_talent = pc.equal(direction, Direction.OFFERS_FOR_TALENT.value).to_numpy()
    owner = owners(log.offers, table["offer"])
    best = np.lexsort((-score, owner, slate))
    same = slate[best] * (int(owner.max(initial=0)) + 1) + owner[best]
    few = np.zeros(len(slate), dtype=np.bool_)
    few[best] = _ranks(same) < config.per_organisation
    few &= for_talent
    best = np.lexsort((-score, ~few, slate))
    head = np.zeros(len(slate), dtype=np.bool_)
    head[best] = _ranks(slate[best]) < config.head
    return head & few


def _ranks(groups: Whole) -> Whole:
    """How many of the same group, which stand together, come before: shape (n,)."""
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(starts, append=len(groups))
    return np.arange(len(groups)) - np.repeat(starts, sizes)


def _codes(column: pa.ChunkedArray) -> Whole:
    chunk = column.combine_chunks().dictionary_encode()
    return np.asarray(chunk.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
