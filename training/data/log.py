"""A log: what was shown and done, as the files of the log contract or as tables in memory."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.domain import MANIFEST, LogTable
from matcher.features import FeatureList, feature_list
from training.data.manifest import Manifest, read_manifest, require_features
from training.data.refusal import refused
from training.data.schema import file_of, in_schema, log_schema, require_columns
from training.disk import sync

ROW_GROUP = 50_000
_ORDER: Mapping[LogTable, tuple[str, ...]] = {
    LogTable.IMPRESSIONS: ("at", "slate", "position", "talent", "offer"),
    LogTable.EVENTS: ("seq",),
    LogTable.OFFERS: ("offer",),
    LogTable.TALENTS: ("talent",),
}


@dataclass(frozen=True, eq=False)
class Log:
    """The manifest and the four tables; a table that was left on disk is its file's path."""

    manifest: Manifest
    tables: Mapping[LogTable, pa.Table | Path]
    rows_at_once: int = ROW_GROUP

    def table(self, name: LogTable) -> pa.Table:
        """The whole table."""
        found = self.tables[name]
        return _read(found, name) if isinstance(found, Path) else found

    def batches(self, name: LogTable, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The table's ``columns`` in the order of its rows, ``rows_at_once`` rows at a time.

        A table on disk is never in memory as a whole; one in memory is sliced. Optional columns
        that an older log lacks are null.
        """
        found, names = self.tables[name], list(columns)
        if isinstance(found, Path):
            with pq.ParquetFile(found) as file:
                for batch in file.iter_batches(batch_size=self.rows_at_once, columns=names):
                    yield _completed(batch, names, name)
        else:
            yield from found.select(names).to_batches(max_chunksize=self.rows_at_once)

    @property
    def impressions(self) -> pa.Table:
        """What was shown: by time, then list, then position; position 0 was not shown."""
        return self.table(LogTable.IMPRESSIONS)

    @property
    def events(self) -> pa.Table:
        """What was done."""
        return self.table(LogTable.EVENTS)

    @property
    def offers(self) -> pa.Table:
        """What the offers were like."""
        return self.table(LogTable.OFFERS)

    @property
    def talents(self) -> pa.Table:
        """What the people had told, in broad strokes."""
        return self.table(LogTable.TALENTS)

    def until(self, moment: datetime) -> "Log":
        """The log as it was at ``moment``: nothing shown or done from then on is in it.

        What is learnt from it has not seen the future, neither as rows nor in their targets.
        """
        told = {
            LogTable.IMPRESSIONS: _before(self.impressions, "at", moment),
            LogTable.EVENTS: _before(_before(self.events, "at", moment), "recorded_at", moment),
        }
        manifest = replace(self.manifest, ends=min(moment, self.manifest.ends))
        return Log(manifest, {**self.tables, **told}, self.rows_at_once)

    def since(self, moment: datetime) -> "Log":
        """What was shown and done from ``moment`` on."""
        told = {
            LogTable.IMPRESSIONS: _from(self.impressions, "at", moment),
            LogTable.EVENTS: _from(self.events, "at", moment),
        }
        manifest = replace(self.manifest, begins=max(moment, self.manifest.begins))
        return Log(manifest, {**self.tables, **told}, self.rows_at_once)


def read_log(
    folder: Path,
    *,
    features: FeatureList | None = None,
    in_memory: bool = True,
    rows_at_once: int = ROW_GROUP,
) -> Log:
    """The log in ``folder``, its manifest and hashes checked.

    With ``in_memory`` false the impressions stay on disk and are read ``rows_at_once`` rows at a
    time. Raises ``LogRefused`` when a file is missing, changed or of another version, when columns
    are missing, unknown or of another kind, and when the cells were made with features other than
    ``features`` (default: this release's).
    """
    manifest = read_manifest(folder)
    require_features(manifest, features or feature_list())
    paths = {table: folder / file_of(table) for table in LogTable}
    for table, path in paths.items():
        _require_file(path, table, manifest)
    tables: dict[LogTable, pa.Table | Path] = {
        table: _read(path, table) for table, path in paths.items() if table is not _LARGE
    }
    tables[_LARGE] = _read(paths[_LARGE], _LARGE) if in_memory else paths[_LARGE]
    return Log(manifest, tables, rows_at_once)


def require_place(folder: Path) -> None:
    """Raise ``LogRefused`` (``log_unwritable``) where no log could be put: before it is made."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}."):
            return
    except OSError as error:
        params = {"folder": str(folder), "why": error.strerror or str(error)}
        raise refused("log_unwritable", params) from error


def write_log(
    folder: Path,
    tables: Mapping[LogTable, Mapping[str, Any] | pa.Table],
    *,
    begins: datetime,
    ends: datetime,
    exported_at: datetime,
    features: FeatureList | None = None,
    left_out: Mapping[str, int] | None = None,
) -> Manifest:
    """Write ``tables`` as the log ``folder``, which must not be there yet or is replaced whole.

    Columns are numpy arrays (cells of shape (n, features), uint8), lists or Arrow arrays; times
    are UTC. Rows are put in order, so that the same content gives the same bytes. Everything is
    written beside the folder and renamed in the end. Raises ``LogRefused`` for columns that are
    missing, unknown or of another kind.
    """
    listed = features or feature_list()
    ordered = {name: _ordered(tables[name], name) for name in LogTable}
    beside = folder.with_name(f".{folder.name}.{uuid4().hex}")
    beside.mkdir(parents=True)
    try:
        for name, table in ordered.items():
            _write(table, beside / file_of(name))
        manifest = Manifest(
            exported_at=exported_at,
            begins=begins,
            ends=ends,
            features=tuple(listed.index),
            schema=listed.hash,
            rows={name.value: len(table) for name, table in ordered.items()},
            sha256={file_of(name): sha256_of(beside / file_of(name)) for name in LogTable},
            left_out=left_out or {},
        )
        (beside / MANIFEST).write_bytes(manifest.to_bytes())
        _replace(folder, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


def save_log(log: Log, folder: Path, *, features: FeatureList | None = None) -> Manifest:
    """Write a log that is in memory, such as one that people were taken out of."""
    told = log.manifest
    return write_log(
        folder,
        {name: log.table(name) for name in LogTable},
        begins=told.begins,
        ends=told.ends,
        exported_at=told.exported_at,
        features=features,
        left_out=told.left_out,
    )


def sha256_of(path: Path) -> str:
    """Of the file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


_LARGE = LogTable.IMPRESSIONS


def _require_file(path: Path, table: LogTable, manifest: Manifest) -> None:
    if not path.is_file():
        raise refused("log_file_missing", {"file": path.name, "folder": str(path.parent)})
    if sha256_of(path) != manifest.sha256.get(path.name):
        raise refused("log_file_changed", {"file": path.name})
    try:
        with pq.ParquetFile(path) as file:
            names, rows = set(file.schema_arrow.names), file.metadata.num_rows
    except pa.ArrowInvalid as error:
        raise refused("log_unreadable", {"file": path.name, "why": str(error)}) from error
    require_columns(names, table)
    if rows != manifest.rows.get(table.value):
        expected = manifest.rows.get(table.value, 0)
        raise refused("log_rows_differ", {"file": path.name, "found": rows, "expected": expected})


def _read(path: Path, name: LogTable) -> pa.Table:
    with pq.ParquetFile(path) as file:
        table = file.read()
    return in_schema({column: table[column] for column in table.column_names}, name)


def _completed(batch: pa.RecordBatch, names: Sequence[str], table: LogTable) -> pa.RecordBatch:
    """The batch with all columns of ``names``, in their order."""
    if batch.schema.names == names:
        return batch
    there, kinds = set(batch.schema.names), log_schema(table)
    columns = [
        batch[name] if name in there else pa.nulls(len(batch), kinds.field(name).type)
        for name in names
    ]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema([kinds.field(n) for n in names]))


def _ordered(columns: Mapping[str, Any] | pa.Table, name: LogTable) -> pa.Table:
    given = columns if not isinstance(columns, pa.Table) else _columns(columns)
    table = in_schema(given, name)
    places = pc.sort_indices(table, sort_keys=[(key, "ascending") for key in _ORDER[name]])
    in_order = np.array_equal(places.to_numpy(), np.arange(len(table)))
    return _encoded_anew(table if in_order else table.take(places))


def _columns(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {column: table[column] for column in table.column_names}


def _encoded_anew(table: pa.Table) -> pa.Table:
    """Dictionaries in the order in which their words come, whatever order they had before."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            words = table.column(place).cast(pa.string()).combine_chunks()
            table = table.set_column(place, field, words.dictionary_encode())
    return table


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def _replace(folder: Path, beside: Path) -> None:
    """Put ``beside`` where ``folder`` is; a log that stood there goes once this one is on disk."""
    for path in (*beside.iterdir(), beside):
        sync(path)
    old = folder.with_name(f"{beside.name}.old")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _before(table: pa.Table, column: str, moment: datetime) -> pa.Table:
    return table.filter(pc.less(table[column], pa.scalar(moment, table[column].type)))


def _from(table: pa.Table, column: str, moment: datetime) -> pa.Table:
    return table.filter(pc.greater_equal(table[column], pa.scalar(moment, table[column].type)))
