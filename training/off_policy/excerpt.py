"""An excerpt of a log: the impressions of some lists or people, read without the rest."""

import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain import LogTable
from training.data import Log
from training.data.schema import log_schema


def excerpt(log: Log, column: str, ids: pa.Array) -> pa.Table:
    """The impressions whose ``column``, such as slate or talent, is among ``ids``, in their order.

    A log on disk is read piece by piece; only what is returned is in memory as a whole.
    """
    schema = log_schema(LogTable.IMPRESSIONS)
    parts = [schema.empty_table()]
    for batch in log.batches(LogTable.IMPRESSIONS, schema.names):
        rows = pa.table(batch)
        parts.append(rows.filter(pc.is_in(rows[column].cast(pa.string()), ids)))
    return pa.concat_tables(parts)
