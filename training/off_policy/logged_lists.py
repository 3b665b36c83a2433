"""Logged lists: the lists of a log that were explored, each with the pool it was drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import Audience, Direction, LogTable, Order
from matcher.features import FeatureList
from matcher.ranking import DiversityConfig
from matcher.ranking.exploration import ExplorationConfig
from training.data import Log
from training.data.owners import owners
from training.data.schema import log_schema
from training.off_policy.contributions import Values
from training.off_policy.excerpt import excerpt
from training.off_policy.policies import Pool
from training.off_policy.rewards import rewards


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceConfig:
    """Which lists speak, and how far down.

    ``first`` places from the top count; weights grow heavy further down. Lists younger than
    ``settled_days`` at the log's end are left out, for what people do with them is still to come.
    Of the others the latest ``most_lists`` that were explored are read; older ones are not even
    parsed. ``by_place`` works out what ``iips`` needs, which takes some milliseconds a list.
    ``exploration`` and ``diversity`` are how the serving side made its pools; places beyond the
    head were not explored.
    """

    first: int = 5
    settled_days: float = 7.0
    most_lists: int = 5_000
    by_place: bool = False
    exploration: ExplorationConfig = field(default_factory=ExplorationConfig)
    diversity: DiversityConfig = field(default_factory=DiversityConfig)


@dataclass(frozen=True, eq=False, slots=True)
class LoggedList:
    """One explored list: whose, the pool it was drawn from and, from the top, (k,) each:
    rewards and the logging policy's propensities of item at place and of prefix."""

    talent: str
    pool: Pool
    reward: Values
    at_place: Values
    prefix: Values


def logged_lists(
    log: Log, *, config: EvidenceConfig, features: FeatureList
) -> tuple[list[LoggedList], int]:
    """The explored lists that can be told from, oldest first, and how many cannot.

    Those that cannot were not explored, or are among the latest but not within these rules.
    """
    latest, silent = _latest(log, config, features)
    read = [_logged_list(block, config) for block in _blocks(_rows(log, latest, features))]
    found = [one for one in read if one is not None]
    return found, silent + len(latest) - len(found)


@dataclass(frozen=True, eq=False, slots=True)
class _Rows:
    """Impressions, in order of lists and within them by falling score, unshown ones among them."""

    slate: NDArray[np.int64]
    talent: NDArray[np.str_]
    organisation: NDArray[np.int64]
    position: NDArray[np.int64]
    limit: NDArray[np.int64]
    score: Values
    free: Values
    exploration: Values
    propensity: Values
    prefix: Values
    reward: Values
    cells: NDArray[np.uint8]

    def part(self, rows: slice) -> "_Rows":
        """The same with only ``rows``."""
        return _Rows(*(getattr(self, name)[rows] for name in _COLUMNS))


_COLUMNS = tuple(column.name for column in fields(_Rows))


_ASKED = ("slate", "at", "direction", "audience", "item_order", "schema", "exploration")
_KEPT = ("slate", "exploration")


def _latest(log: Log, config: EvidenceConfig, features: FeatureList) -> tuple[pa.Array, int]:
    """The ids of the latest explored lists, oldest first, and how many were not explored."""
    parts = [log_schema(LogTable.IMPRESSIONS).empty_table().select(_KEPT)]
    for batch in log.batches(LogTable.IMPRESSIONS, _ASKED):
        settled = _settled(pa.table(batch), log, config=config, features=features)
        parts.append(settled.select(_KEPT))
    # By one thread the lists stay in the order of the log, which is the order of time.
    grouped = pa.concat_tables(parts).group_by("slate", use_threads=False)
    lists = grouped.aggregate([("exploration", "max")])
    explored = lists.filter(pc.greater(lists["exploration_max"], 0))["slate"].combine_chunks()
    return explored[-config.most_lists :], len(lists) - len(explored)


def _rows(log: Log, latest: pa.Array, features: FeatureList) -> _Rows:
    """The impressions of the ``latest`` lists, the only ones whose cells are read."""
    table = _whole(excerpt(log, "slate", latest), features)
    slates = table["slate"].combine_chunks().dictionary_encode()
    number, score = _numbers(slates.indices, np.int64), _numbers(table["score"], np.float64)
    order = np.lexsort((-score, number))
    columns = {
        "slate": number,
        "talent": np.array(table["talent"].to_pylist(), dtype=np.str_),
        "organisation": owners(log.offers, table["offer"]),
        "position": _numbers(table["position"], np.int64),
        "limit": _numbers(table["item_limit"], np.int64),
        "score": score,
        "free": _numbers(pc.fill_null(table["still_free"], 1.0), np.float64),
        "exploration": _numbers(table["exploration"], np.float64),
        "propensity": _numbers(pc.fill_null(table["propensity"], 1.0), np.float64),
        "prefix": _numbers(pc.fill_null(table["prefix_propensity"], 1.0), np.float64),
        "reward": rewards(table, log, features=features),
        "cells": _cells(table, len(features.features)),
    }
    return _Rows(**{name: column[order] for name, column in columns.items()})


def _settled(
    table: pa.Table, log: Log, *, config: EvidenceConfig, features: FeatureList
) -> pa.Table:
    """Talents' own lists by fit, of these features, old enough to have been answered."""
    mask = pc.less(table["at"], pa.scalar(_young(log, config), table["at"].type))
    for column, wanted in (
        ("direction", Direction.OFFERS_FOR_TALENT.value),
        ("audience", Audience.TALENT.value),
        ("item_order", Order.FIT.value),
        ("schema", features.hash),
    ):
        mask = pc.and_(mask, pc.equal(table[column].cast(pa.string()), wanted))
    return table.filter(mask)


def _whole(table: pa.Table, features: FeatureList) -> pa.Table:
    width = pc.equal(pc.list_value_length(table["cells"]), len(features.features))
    return table.filter(pc.fill_null(width, False))


def _young(log: Log, config: EvidenceConfig) -> Any:
    return log.manifest.ends - timedelta(days=config.settled_days)


def _cells(table: pa.Table, width: int) -> NDArray[np.uint8]:
    flat = table["cells"].combine_chunks().flatten()
    return _numbers(flat, np.uint8).reshape(-1, width)


def _numbers(column: Any, dtype: type[np.generic]) -> NDArray[Any]:
    chunk = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return chunk.to_numpy(zero_copy_only=False).astype(dtype, copy=False)


def _blocks(rows: _Rows) -> Iterator[_Rows]:
    """The rows of each list."""
    starts = np.flatnonzero(np.diff(rows.slate, prepend=-1))
    ends = np.append(starts, len(rows.slate))[1:]
    for start, end in zip(starts, ends, strict=True):
        yield rows.part(slice(int(start), int(end)))


def _logged_list(rows: _Rows, config: EvidenceConfig) -> LoggedList | None:
    """The list with its pool; ``None`` where it was not explored, or not within these rules."""
    pool = rows.exploration > 0
    pool &= _pooled(rows.organisation, config)
    counted = min(config.first, config.diversity.head, int(rows.position.max()))
    shown = _places(rows.position, counted)
    # Whatever was in the pool but not shown must be in ours, and all that is counted drawn from it.
    told = bool((pool | (rows.position > 0)).all()) and bool(pool[shown].all())
    if not told or not pool.any() or not counted or len(shown) < counted:
        return None
    number = pool.cumsum() - 1
    return LoggedList(
        talent=str(rows.talent[0]),
        pool=Pool(
            cells=rows.cells[pool],
            score=rows.score[pool],
            free=rows.free[pool],
            shown=number[shown],
            exploration=float(rows.exploration[0]),
            head=min(config.diversity.head, int(rows.limit[0]), int(pool.sum())),
        ),
        reward=rows.reward[shown],
        at_place=rows.propensity[shown],
        prefix=rows.prefix[shown],
    )


def _pooled(organisation: NDArray[np.int64], config: EvidenceConfig) -> NDArray[np.bool_]:
    """The pool of candidates in order of score: the first, few enough of each organisation."""
    counts: dict[int, int] = {}
    within = np.zeros(len(organisation), dtype=np.bool_)
    for place, owner in enumerate(organisation.tolist()):
        counts[owner] = counts.get(owner, 0) + 1
        within[place] = counts[owner] <= config.diversity.per_organisation
    most = max(config.exploration.pool, config.diversity.head)
    return within & (within.cumsum() <= most)


def _places(position: NDArray[np.int64], counted: int) -> NDArray[np.intp]:
    """Where the first ``counted`` places of the list stand among the rows."""
    order = np.argsort(position, kind="stable")
    order = order[position[order] > 0]
    return order[position[order] <= counted]
