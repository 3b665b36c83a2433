"""Surroundings: what an evaluation wants to know of the people and offers beside its rows."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from matcher.domain import Audience, Direction
from training.data import Examination, Log, TrainingSet
from training.data.owners import owners
from training.evaluate.groups import declared, groupings, newcomers
from training.evaluate.trial import Around
from training.learn.refusal import refused

#: What an audit's file holds.
_AUDITED = ("talent", "gender")
#: Talents' own lists.
_OWN = (("direction", Direction.OFFERS_FOR_TALENT), ("audience", Audience.TALENT))


@dataclass(frozen=True, eq=False, kw_only=True)
class Facts:
    """What is known beside the rows: the log, what was learned, how places are looked at.

    ``audit`` is declared gender by talent; it is read here and nowhere else. ``reaches_back`` is
    false where the log begins after what the model learned from: ``learned`` is then only a part,
    and who was known to the model cannot be told from it.
    """

    log: Log
    learned: TrainingSet
    examination: Examination
    audit: Mapping[str, str] | None = None
    reaches_back: bool = True


def around(held_out: TrainingSet, facts: Facts) -> Around:
    """Seats, owners, how known each offer was from what was learned, and the groups of people.

    Where what was learned is not in the log, nobody is called a newcomer and no offer unknown.
    """
    log, learned = facts.log, facts.learned
    told = facts.reaches_back and len(learned) > 0
    groups = groupings(log.talents, held_out.talent_ids)
    if told:
        known = np.isin(held_out.talent_ids, learned.talent_ids[np.unique(learned.talent)])
        groups = (*groups, newcomers(known))
    if facts.audit is not None:
        groups = (*groups, declared(facts.audit, held_out.talent_ids))
    return Around(
        seats=_seats(log.offers, held_out.offer_ids),
        known_by=_known_by(held_out.offer_ids, learned)
        if told
        else np.full(len(held_out.offer_ids), np.nan),
        looked=facts.examination.at,
        owners=owners(log.offers, held_out.offer_ids),
        groupings=groups,
    )


def read_audit(path: Path) -> Mapping[str, str]:
    """Declared gender by talent, from a Parquet or CSV file (``;``) with ``talent``, ``gender``.

    Who left it empty is not in it. Raises ``LearningRefused`` (``audit_unreadable``) for anything
    else.
    """
    try:
        pairs = list(_in_parquet(path) if path.suffix == ".parquet" else _in_csv(path))
    except (KeyError, OSError, ValueError, csv.Error, pa.ArrowException) as error:
        raise refused("audit_unreadable", {"file": str(path)}) from error
    told = ((str(talent or "").strip(), str(gender or "").strip()) for talent, gender in pairs)
    return {talent: gender for talent, gender in told if talent and gender}


def told_of(audit: Mapping[str, str] | None, log: Log, *, since: datetime) -> float | None:
    """The share of those who were shown lists from ``since`` on whom ``audit`` tells of, if any.

    Who only stands in organisations' lists, or in those that a coordinator looked at, saw none.
    """
    if audit is None:
        return None
    shown = log.impressions.select(["at", "position", "talent", "direction", "audience"])
    newer = pc.greater_equal(shown["at"], pa.scalar(since, shown["at"].type))
    kept = pc.and_(newer, pc.greater(shown["position"], 0))
    for column, wanted in _OWN:
        kept = pc.and_(kept, pc.equal(shown[column].cast(pa.string()), wanted.value))
    people = pc.unique(shown["talent"].filter(kept).cast(pa.string())).to_pylist()
    return sum(one in audit for one in people) / max(len(people), 1)


def _in_parquet(path: Path) -> Iterable[tuple[object, object]]:
    table = pq.read_table(path, columns=[*_AUDITED])
    return zip(*(table[name].to_pylist() for name in _AUDITED), strict=True)


def _in_csv(path: Path) -> Iterator[tuple[object, object]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        talent, gender = _AUDITED
        if not {talent, gender} <= set(rows.fieldnames or ()):
            raise KeyError(gender)
        yield from ((row[talent], row[gender]) for row in rows)


def _seats(offers: pa.Table, ids: NDArray[np.str_]) -> NDArray[np.float64]:
    """By offer, NaN for no limit and for what the log does not know."""
    wanted = pa.array([str(one) for one in ids], type=pa.string())
    place = pc.index_in(wanted, value_set=offers["offer"].combine_chunks())
    seats = offers["capacity"].combine_chunks().cast(pa.float64()).take(place)
    return np.array(seats.to_numpy(zero_copy_only=False), dtype=np.float64)


def _known_by(ids: NDArray[np.str_], learned: TrainingSet) -> NDArray[np.float64]:
    """The share of people who turned to each offer; one more than all knows each a little."""
    good = learned.grade > 0
    people = max(len(np.unique(learned.talent)), 1)
    pairs = np.unique(np.column_stack([learned.offer[good], learned.talent[good]]), axis=0)
    known = np.bincount(pairs[:, 0], minlength=len(learned.offer_ids))
    place = {str(one): int(count) for one, count in zip(learned.offer_ids, known, strict=True)}
    return np.array([(place.get(str(one), 0) + 1) / (people + 1) for one in ids])
