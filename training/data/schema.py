"""The schema: the log contract's tables in Arrow's types, and columns brought to them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.domain import LOG, Kind, LogTable
from training.data.refusal import refused

_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.CHOICE: pa.dictionary(pa.int32(), pa.string()),
    Kind.WHOLE: pa.int64(),
    Kind.REAL: pa.float64(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.DAY: pa.date32(),
    Kind.YES_NO: pa.bool_(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.CELLS: pa.list_(pa.uint8()),
}


def log_schema(table: LogTable) -> pa.Schema:
    """The columns of ``table`` in the contract's order; only optional ones may be null."""
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.kind], nullable=column.optional)
            for column in LOG[table]
        ]
    )


def file_of(table: LogTable) -> str:
    """The name of the table's file."""
    return f"{table.value}.parquet"


def in_schema(columns: Mapping[str, Any], table: LogTable) -> pa.Table:
    """``columns`` as the table of the contract.

    They may be Arrow arrays, numpy arrays (cells of shape (n, features)) or lists; optional ones
    may be left out. Raises ``LogRefused`` for what is missing, unknown or of another kind.
    """
    schema = log_schema(table)
    require_columns(columns.keys(), table)
    length = len(next(iter(columns.values())))
    return pa.table(
        [
            _array(columns[field.name], field, table)
            if field.name in columns
            else pa.nulls(length, field.type)
            for field in schema
        ],
        schema=schema,
    )


def require_columns(names: Any, table: LogTable) -> None:
    """Raise ``LogRefused`` unless ``names`` are the table's, optional ones apart."""
    wanted = {column.name: column for column in LOG[table]}
    lacking = [name for name, column in wanted.items() if name not in names and not column.optional]
    if lacking:
        raise refused(
            "log_columns_missing", {"file": file_of(table), "columns": ", ".join(lacking)}
        )
    if unknown := sorted(set(names) - wanted.keys()):
        raise refused(
            "log_columns_unknown", {"file": file_of(table), "columns": ", ".join(unknown)}
        )


def _array(values: Any, field: pa.Field, table: LogTable) -> pa.ChunkedArray:
    try:
        if isinstance(values, pa.ChunkedArray | pa.Array):
            return pa.chunked_array(values).cast(field.type)
        return pa.chunked_array([_from_numpy(values, field.type)])
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        params = {
            "file": file_of(table),
            "column": field.name,
            "found": str(getattr(values, "type", getattr(values, "dtype", type(values).__name__))),
            "expected": str(field.type),
        }
        raise refused("log_column_of_other_kind", params) from error


def _from_numpy(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, np.ndarray) and values.ndim == 2:
        return _lists(values, kind)
    if pa.types.is_dictionary(kind):
        return pa.array(values, type=pa.string()).dictionary_encode()
    if pa.types.is_floating(kind):
        return pa.array(values, type=kind, from_pandas=True)
    return pa.array(values, type=kind)


def _lists(values: np.ndarray[Any, Any], kind: pa.DataType) -> pa.Array:
    """The rows of a matrix as lists of equal length."""
    count, width = values.shape
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * width)
    return pa.ListArray.from_arrays(offsets, pa.array(values.ravel(), type=kind.value_type))
