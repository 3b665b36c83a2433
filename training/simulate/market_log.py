"""A market's log: the rows of training sets as the tables of the log contract."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.domain import (
    Audience,
    Direction,
    EventKind,
    LogTable,
    Order,
    Side,
    Surface,
)
from training.data import Log, Manifest, TrainingSet
from training.data.schema import in_schema
from training.simulate.ledger import offer_rows, talent_rows
from training.simulate.market import together
from training.simulate.market_year import LONGEST, MarketYear

_SECOND = np.timedelta64(1, "s")
# From which grade on it came to an event, and who did it.
_DONE = (
    (EventKind.VIEW, Side.TALENT, 1, 4),
    (EventKind.SAVE, Side.TALENT, 2, 2),
    (EventKind.APPLY, Side.TALENT, 3, 4),
    (EventKind.ACCEPT, Side.PROVIDER, 4, 4),
    (EventKind.COMPLETE, Side.PROVIDER, 4, 4),
)


def market_log(sets: Sequence[TrainingSet], year: MarketYear) -> Log:
    """The log of the lists in ``sets``: what was shown, and what the grades say was done.

    What was merely put away is not in it; whoever took part is known only where they liked it.
    """
    rows, society = together(sets, year), year.society
    tables = {
        LogTable.IMPRESSIONS: in_schema(_impressions(rows, year), LogTable.IMPRESSIONS),
        LogTable.EVENTS: in_schema(_events(rows), LogTable.EVENTS),
        LogTable.OFFERS: offer_rows(society.offers, society.words),
        LogTable.TALENTS: talent_rows(society.people, society.words, today=year.day),
    }
    return Log(_manifest(rows, tables), tables)


def _impressions(rows: TrainingSet, year: MarketYear) -> Mapping[str, Any]:
    count = len(rows)
    same = {
        "direction": Direction.OFFERS_FOR_TALENT,
        "audience": Audience.TALENT,
        "surface": Surface.API,
        "viewer_role": Audience.TALENT,
        "item_order": Order.FIT,
        "model": year.model.hash,
        "schema": rows.features.hash,
        "item_limit": LONGEST,
        "seed": 0,
        "candidates": LONGEST,
        "exploration": 0.0,
    }
    return {name: np.full(count, value) for name, value in same.items()} | {
        "slate": np.char.mod("market-%07d", rows.slate),
        "at": _utc(rows.at),
        "talent": rows.talent_ids[rows.talent],
        "offer": rows.offer_ids[rows.offer],
        "position": rows.position.astype(np.int64),
        "score": np.zeros(count),
        "propensity": rows.propensity,
        "cells": rows.cells,
    }


def _events(rows: TrainingSet) -> Mapping[str, Any]:
    parts = []
    for place, (kind, side, least, most) in enumerate(_DONE):
        chosen = np.flatnonzero((rows.grade >= least) & (rows.grade <= most))
        told = (np.full(len(chosen), kind.value), np.full(len(chosen), side.value))
        parts.append((*told, chosen, rows.at[chosen] + _SECOND * (place + 1)))
    kinds, sides, where, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    count = np.arange(1, len(order) + 1)
    return {
        "seq": count,
        "id": np.char.mod("market-e%08d", count),
        "kind": kinds[order],
        "side": sides[order],
        "talent": rows.talent_ids[rows.talent[where[order]]],
        "offer": rows.offer_ids[rows.offer[where[order]]],
        "at": _utc(at[order]),
        "recorded_at": _utc(at[order]),
        "slate": np.char.mod("market-%07d", rows.slate[where[order]]),
    }


def _utc(moments: np.ndarray[Any, np.dtype[np.datetime64]]) -> pa.Array:
    return pa.array(moments.astype("datetime64[us]")).cast(pa.timestamp("us", tz="UTC"))


def _manifest(rows: TrainingSet, tables: Mapping[LogTable, pa.Table]) -> Manifest:
    first, last = (when.astype("datetime64[D]").item() for when in (rows.at.min(), rows.at.max()))
    ends = datetime.combine(last, time(23, 59), tzinfo=UTC)
    return Manifest(
        exported_at=ends,
        begins=datetime.combine(first, time(0), tzinfo=UTC),
        ends=ends,
        features=tuple(rows.features.index),
        schema=rows.features.hash,
        rows={name.value: len(table) for name, table in tables.items()},
    )
