"""Rewards: what talents made of each item of their lists, as graded targets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain import Direction, LogTable, Side
from matcher.features import FeatureList
from training.data import Log, SetConfig
from training.data.answers import answers, deeds_of
from training.data.attribution import Moment
from training.data.exposure import exposures
from training.off_policy.contributions import Values
from training.off_policy.excerpt import excerpt

_PAIR = ("slate", "talent", "offer")


def rewards(rows: pa.Table, log: Log, *, features: FeatureList) -> Values:
    """The talent side's target of each row of impressions, (n,), 0 for what was not shown.

    As in the training set, but without what only learning needs: nothing is censored or weighted.
    """
    config = SetConfig()
    theirs = _shown_to(pc.unique(rows["talent"].cast(pa.string())), log)
    every = exposures(theirs, [Direction.OFFERS_FOR_TALENT], config=config, features=features)
    deeds = deeds_of(theirs, every)
    seen = every.keep(every.for_talent & every.watched)
    when = Moment(seen.pair, seen.slate, seen.at)
    made = answers(
        deeds, when, reactions=config.reactions(Side.TALENT), by=Side.TALENT, config=config
    )
    targets = pa.table(
        {
            "slate": seen.slate_ids.take(pa.array(seen.slate)),
            "talent": seen.talent_ids.take(pa.array(seen.talent)),
            "offer": seen.offer_ids.take(pa.array(seen.offer)),
            "target": pa.array(made.target.astype(np.float64)),
        }
    )
    asked = {name: rows[name].cast(pa.string()) for name in _PAIR}
    numbered = pa.table(asked | {"row": pa.array(np.arange(len(rows)))})
    joined = numbered.join(targets, keys=list(_PAIR), join_type="inner")
    reward = np.zeros(len(rows))
    reward[_numbers(joined["row"])] = _numbers(joined["target"])
    return reward


def _shown_to(talents: pa.Array, log: Log) -> Log:
    """All that these people were shown: a deed may belong to another list of theirs."""
    told = {LogTable.IMPRESSIONS: excerpt(log, "talent", talents)}
    return replace(log, tables={**log.tables, **told})


def _numbers(column: pa.ChunkedArray) -> Any:
    return column.combine_chunks().to_numpy(zero_copy_only=False)
