"""Exposures: what was shown, as plain columns with numbers in the place of ids."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import Direction, LogTable, Side
from matcher.features import FeatureList, feature_list
from training.data.log import Log
from training.data.reaction import SetConfig
from training.data.schema import log_schema

Codes = NDArray[np.int32]
Moments = NDArray[np.int64]

# Searches by words are not learned from.
_LISTS = (Direction.OFFERS_FOR_TALENT, Direction.TALENTS_FOR_OFFER)
_READ = (
    "slate", "at", "direction", "audience", "schema", "exploration", "talent", "offer",
    "position", "wants", "taken", "propensity", "cells",
)  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Exposures:
    """Items of lists that were shown, columns of length n; ids are places in ``*_ids``.

    ``at`` is in microseconds since 1970 UTC. ``wants`` and ``taken`` are the probabilities of the
    two sides as they were logged, NaN without; ``for_talent`` says which way was recommended, and
    ``watched`` whether the list was made for the side that it serves. ``cells`` has the shape
    (n, features). ``row`` is each one's place among all that were read, from 0.
    """

    talent_ids: pa.Array
    offer_ids: pa.Array
    slate_ids: pa.Array
    talent: Codes
    offer: Codes
    slate: Codes
    at: Moments
    position: NDArray[np.int16]
    propensity: NDArray[np.float64]
    explored: NDArray[np.bool_]
    for_talent: NDArray[np.bool_]
    watched: NDArray[np.bool_]
    wants: NDArray[np.float32]
    taken: NDArray[np.float32]
    cells: NDArray[np.uint8]
    row: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.at)

    @property
    def pair(self) -> Moments:
        """One number for each pair of talent and offer."""
        return self.talent.astype(np.int64) * max(len(self.offer_ids), 1) + self.offer

    def before(self, moment: datetime) -> NDArray[np.bool_]:
        """Which were shown before ``moment``."""
        earlier: NDArray[np.bool_] = self.at < pa.scalar(moment, pa.timestamp("us", tz="UTC")).value
        return earlier

    def keep(self, rows: NDArray[Any]) -> "Exposures":
        """The same with only ``rows``, a mask or places."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _COLUMNS})

    def alone(self, rows: NDArray[np.bool_]) -> "Exposures":
        """The same with only ``rows``, and with the ids of no others, as if only they were read."""
        kept = self.keep(rows)
        talents, talent = _renumbered(self.talent_ids, kept.talent)
        offers, offer = _renumbered(self.offer_ids, kept.offer)
        slates, slate = _renumbered(self.slate_ids, kept.slate)
        return replace(
            kept,
            talent_ids=talents,
            offer_ids=offers,
            slate_ids=slates,
            talent=talent,
            offer=offer,
            slate=slate,
        )


_COLUMNS = tuple(f.name for f in fields(Exposures) if not f.name.endswith("_ids"))


def exposures(
    log: Log,
    directions: Iterable[Direction] = _LISTS,
    *,
    config: SetConfig | None = None,
    features: FeatureList | None = None,
) -> Exposures:
    """What was shown in ``directions``, to whomever, in the order of the log.

    Rows at position 0 were not shown, and rows without cells, or with cells of other features,
    cannot be learnt from: they are left out. The impressions are read in batches; only what is
    returned is in memory as a whole.
    """
    wanted = _Wanted(tuple(directions), config or SetConfig(), features or feature_list())
    parts = list(_parts(log, wanted))
    columns = {name: _joined(parts, name) for name in _COLUMNS if name not in _MADE}
    talents, talent = _unified([part["talent"] for part in parts])
    offers, offer = _unified([part["offer"] for part in parts])
    slates, slate = _unified([part["slate"] for part in parts])
    return Exposures(
        talent_ids=talents,
        offer_ids=offers,
        slate_ids=slates,
        talent=talent,
        offer=offer,
        slate=slate,
        row=np.arange(len(slate)),
        **columns,
    )


_MADE = ("talent", "offer", "slate", "row")


@dataclass(frozen=True, slots=True)
class _Wanted:
    directions: tuple[Direction, ...]
    config: SetConfig
    features: FeatureList


def _parts(log: Log, wanted: _Wanted) -> Iterator[dict[str, Any]]:
    """At least one part, so that there is something to join."""
    none = log_schema(LogTable.IMPRESSIONS).empty_table().select(_READ)
    yield _part(none, wanted)
    for batch in log.batches(LogTable.IMPRESSIONS, _READ):
        yield _part(_kept(pa.table(batch), wanted), wanted)


def _kept(table: pa.Table, wanted: _Wanted) -> pa.Table:
    shown = pc.greater(table["position"], 0)
    asked = _among(table["direction"], wanted.directions)
    ours = _among(table["schema"], (wanted.features.hash,))
    width = pc.equal(pc.list_value_length(table["cells"]), len(wanted.features.features))
    whole = pc.fill_null(width, False)
    return table.filter(pc.and_(pc.and_(shown, asked), pc.and_(ours, whole)))


def _among(column: Any, values: Iterable[str]) -> Any:
    return pc.is_in(column.cast(pa.string()), pa.array(map(str, values), pa.string()))


def _part(table: pa.Table, wanted: _Wanted) -> dict[str, Any]:
    """The columns of one batch in the types of ``Exposures``; ids are still Arrow's."""
    cells = _numbers(table["cells"].combine_chunks().flatten(), np.uint8)
    for_talent = _numbers(_among(table["direction"], (Direction.OFFERS_FOR_TALENT,)), np.bool_)
    by_talent, by_provider = (
        _numbers(_among(table["audience"], wanted.config.audiences(side)), np.bool_)
        for side in (Side.TALENT, Side.PROVIDER)
    )
    return {
        "talent": table["talent"].combine_chunks(),
        "offer": table["offer"].combine_chunks(),
        "slate": table["slate"].combine_chunks(),
        "at": _numbers(table["at"].cast(pa.int64()), np.int64),
        "position": _numbers(table["position"], np.int16),
        "propensity": _numbers(pc.fill_null(table["propensity"], 1.0), np.float64),
        "explored": _numbers(pc.greater(table["exploration"], 0), np.bool_),
        "for_talent": for_talent,
        "watched": np.where(for_talent, by_talent, by_provider),
        "wants": _numbers(table["wants"], np.float32),
        "taken": _numbers(table["taken"], np.float32),
        "cells": cells.reshape(-1, len(wanted.features.features)),
    }


def _numbers(column: Any, dtype: type[np.generic]) -> NDArray[Any]:
    """A numpy column; nulls of reals become NaN."""
    chunk = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return chunk.to_numpy(zero_copy_only=False).astype(dtype, copy=False)


def _joined(parts: Sequence[dict[str, Any]], name: str) -> NDArray[Any]:
    return np.concatenate([part[name] for part in parts])


def _unified(chunks: Sequence[pa.Array]) -> tuple[pa.Array, Codes]:
    """The distinct ids in order of appearance, and each row's place among them."""
    encoded = pa.chunked_array([chunk.dictionary_encode() for chunk in chunks])
    whole = encoded.unify_dictionaries()
    codes = [_numbers(chunk.indices, np.int32) for chunk in whole.chunks]
    return whole.chunk(0).dictionary, np.concatenate(codes)


def _renumbered(ids: pa.Array, codes: Codes) -> tuple[pa.Array, Codes]:
    """The ids that ``codes`` name, in order of appearance, and each row's place among them."""
    named, first, place = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order))
    return ids.take(pa.array(named[order])), number[place]
