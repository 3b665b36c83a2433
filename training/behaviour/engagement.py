"""Engagement: what people did about offers, and what they were shown, out of a log."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import Audience, Direction, EventKind, LogTable, PairState, Side
from matcher.features.behaviour import worth
from training.data import Log

_STATES: Mapping[tuple[EventKind, Side], PairState] = {
    (EventKind.SAVE, Side.TALENT): PairState.SAVED,
    (EventKind.APPLY, Side.TALENT): PairState.APPLIED,
    (EventKind.ACCEPT, Side.TALENT): PairState.ACCEPTED,
    **{
        (kind, side): PairState.TAKEN_PART
        for kind in (EventKind.ATTEND, EventKind.COMPLETE)
        for side in Side
    },
}
_SHOWN = ["talent", "offer", "position", "direction", "audience"]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Engagement:
    """One row a pair of somebody and an offer that they chose, columns of length n.

    ``talent`` are numbers below ``people``, ``offer`` rows of the log's table of offers, and
    ``weight`` is what the strongest thing done is worth, as the snapshot weighs it. ``shown``
    (m, 2) are the pairs that stood in somebody's own list, each once.
    """

    people: int
    talent: NDArray[np.intp]
    offer: NDArray[np.intp]
    weight: NDArray[np.float64]
    shown: NDArray[np.intp]


def engagement(log: Log) -> Engagement:
    """What ``log`` tells of who chose what.

    What somebody hid is left out, whatever else they did about it; an invitation is not theirs.
    People and offers without a row in the log's tables are not looked at.
    """
    talents, offers = log.talents["talent"], log.offers["offer"]
    done = _pairs(log.events, talents, offers)
    known = (done >= 0).all(axis=1)
    done, weight = done[known], _weights(log.events)[known]
    pairs, where = np.unique(done, axis=0, return_inverse=True)
    strongest, weakest = np.zeros(len(pairs)), np.zeros(len(pairs))
    np.maximum.at(strongest, where.ravel(), weight)
    np.minimum.at(weakest, where.ravel(), weight)
    chosen = (strongest > 0) & (weakest >= 0)
    return Engagement(
        people=len(talents),
        talent=pairs[chosen, 0],
        offer=pairs[chosen, 1],
        weight=strongest[chosen],
        shown=_shown(log, talents, offers),
    )


def _weights(events: pa.Table) -> NDArray[np.float64]:
    """What each event is worth; 0 for what says nothing, below 0 for hiding."""
    worths = {f"{kind}|{side}": worth(state) for (kind, side), state in _STATES.items()}
    worths[f"{EventKind.HIDE}|{Side.TALENT}"] = worth(PairState.HIDDEN_BY_TALENT)
    words = pa.array(list(worths))
    named = pc.binary_join_element_wise(
        events["kind"].cast(pa.string()), events["side"].cast(pa.string()), "|"
    )
    places = pc.fill_null(pc.index_in(named, value_set=words), len(worths))
    return np.array([*worths.values(), 0.0])[places.to_numpy()]


def _shown(log: Log, talents: pa.ChunkedArray, offers: pa.ChunkedArray) -> NDArray[np.intp]:
    """Each pair of somebody and an offer in their own lists, once."""
    found = [np.empty((0, 2), dtype=np.intp)]
    for batch in log.batches(LogTable.IMPRESSIONS, _SHOWN):
        own = pc.and_(
            pc.equal(batch["direction"].cast(pa.string()), Direction.OFFERS_FOR_TALENT.value),
            pc.equal(batch["audience"].cast(pa.string()), Audience.TALENT.value),
        )
        kept = batch.filter(pc.and_(own, pc.greater(batch["position"], 0)))
        found.append(np.unique(_pairs(kept, talents, offers), axis=0))
    pairs = np.unique(np.concatenate(found), axis=0)
    shown: NDArray[np.intp] = pairs[(pairs >= 0).all(axis=1)]
    return shown


def _pairs(
    table: pa.Table | pa.RecordBatch, talents: pa.ChunkedArray, offers: pa.ChunkedArray
) -> NDArray[np.intp]:
    """Rows of the two in their tables, shape (n, 2), -1 where there is none."""
    columns = (("talent", talents), ("offer", offers))
    rows = [
        pc.fill_null(pc.index_in(table[name], value_set=known.combine_chunks()), -1)
        for name, known in columns
    ]
    return np.stack([row.to_numpy(zero_copy_only=False) for row in rows], axis=1).astype(np.intp)
