"""Splits: by time, and with whole offers or whole people held out; never single rows."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from training.data.training_set import TrainingSet


class Held(StrEnum):
    """What a cold start is without."""

    OFFERS = "offers"
    TALENTS = "talents"


def split_by_time(rows: TrainingSet, at: datetime) -> tuple[TrainingSet, TrainingSet]:
    """What was shown before ``at``, and from then on.

    The targets of the first part may have been set by what came after ``at``: to learn as one
    could have at ``at``, assemble the first part from ``log.until(at)``.
    """
    earlier = rows.at < np.datetime64(
        at.replace(tzinfo=None) - (at.utcoffset() or timedelta()), "s"
    )
    return rows.keep(earlier), rows.keep(~earlier)


def hold_out(
    rows: TrainingSet, of: Held, *, share: float, seed: int
) -> tuple[TrainingSet, TrainingSet]:
    """The rows of the others, and those of about ``share`` of all offers or people.

    Who is held out depends on the id and ``seed`` alone, whatever else is in the log.
    """
    ids, place = (
        (rows.offer_ids, rows.offer) if of is Held.OFFERS else (rows.talent_ids, rows.talent)
    )
    chosen = held(ids, share=share, seed=seed)[place]
    return rows.keep(~chosen), rows.keep(chosen)


def held(ids: NDArray[np.str_], *, share: float, seed: int) -> NDArray[np.bool_]:
    """Which of ``ids`` are held out, shape (ids,)."""
    bound = int(share * 2**64)
    drawn = [_draw(one, seed) for one in ids.tolist()]
    return np.array([number < bound for number in drawn], dtype=np.bool_)


def _draw(one: str, seed: int) -> int:
    return int.from_bytes(blake2b(f"{seed}|{one}".encode(), digest_size=8).digest())
