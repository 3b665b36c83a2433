"""Feedback: which organisations the good events of a log were for, and a log without some."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import EventKind, LogTable, Side
from training.data import Log
from training.data.owners import organisations
from training.learn.concentration import (
    ConcentrationConfig,
    Feedback,
    Jump,
    jumps,
    together,
)

#: What a talent does to an offer that they like.
GOOD = (EventKind.VIEW, EventKind.SAVE, EventKind.APPLY, EventKind.ACCEPT)


@dataclass(frozen=True, eq=False)
class SetAside:
    """A log without what is not to be learned from, and the jumps that were the reason."""

    log: Log
    jumps: tuple[Jump, ...]


def set_aside(
    log: Log,
    *,
    config: ConcentrationConfig,
    known: Sequence[Jump] = (),
    cleared: Sequence[Jump] = (),
) -> SetAside:
    """The log without the days in which an organisation's share of the good feedback jumped.

    ``known`` are jumps that were found before: they are set aside too, though this log may begin
    too late, or hold too little of that time, to show them. What lies within the days of one that
    is ``cleared``, since somebody looked, is none. What was shown of the organisation's offers on
    such days is left out too, so that what was not learned does not count as turned down.
    Everything else stays.
    """
    ends = np.datetime64(log.manifest.ends.replace(tzinfo=None), "us")
    seen = jumps(feedback_of(log), ends=ends, config=config)
    found = together([one for one in seen if not any(map(one.within, cleared))], known)
    if not found:
        return SetAside(log, ())
    offers = log.offers.select(["offer", "organisation"])
    tables: dict[LogTable, pa.Table] = {name: log.table(name) for name in LogTable}
    for name in (LogTable.IMPRESSIONS, LogTable.EVENTS):
        tables[name] = _without(tables[name], offers, found)
    rows = {name.value: len(table) for name, table in tables.items()}
    return SetAside(Log(replace(log.manifest, rows=rows), tables, log.rows_at_once), found)


def feedback_of(log: Log) -> Feedback:
    """Each talent's good events; doing the same to the same offer again does not count."""
    events = log.events
    of_talents = pc.equal(events["side"].cast(pa.string()), Side.TALENT.value)
    kinds = pa.array([kind.value for kind in GOOD])
    good = events.filter(pc.and_(of_talents, pc.is_in(events["kind"].cast(pa.string()), kinds)))
    first = good.select(["talent", "offer", "kind", "at"]).group_by(["talent", "offer", "kind"])
    once = first.aggregate([("at", "min")])
    organisation = organisations(log.offers, once["offer"])
    known = ~pc.is_null(organisation).to_numpy(zero_copy_only=False)
    names = organisation.filter(pa.array(known)).dictionary_encode()
    accounts = once["talent"].combine_chunks().dictionary_encode().indices
    return Feedback(
        at=_moments(once["at_min"])[known],
        account=accounts.to_numpy().astype(np.intp)[known],
        organisation=names.indices.to_numpy().astype(np.intp),
        organisations=names.dictionary.to_pylist(),
    )


def _without(table: pa.Table, offers: pa.Table, found: Sequence[Jump]) -> pa.Table:
    organisation = organisations(offers, table["offer"])
    at = _moments(table["at"])
    gone = np.zeros(len(table), dtype=bool)
    for jump in found:
        of = pc.fill_null(pc.equal(organisation, jump.organisation), fill_value=False)
        inside = (at >= jump.week) & (at < jump.until)
        gone |= inside & of.to_numpy(zero_copy_only=False)
    return table.filter(pa.array(~gone))


def _moments(column: pa.ChunkedArray) -> NDArray[np.datetime64]:
    numbers = column.cast(pa.int64()).to_numpy()
    return np.asarray(numbers.astype("datetime64[us]"))
