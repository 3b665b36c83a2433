"""A log: what was shown and done, written as the files of the log contract.

It is the only module of the service that needs pyarrow, an extra; whoever wants it loads it by
name.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from uuid import uuid4

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine

from matcher.domain import LOG, LOG_FORMAT, LOG_VERSION, MANIFEST, Kind, LogTable
from matcher.features import feature_list
from service.errors import Code, ServiceError
from service.exchange.audit import Answers, Audited, file_beside, require_ours, write_answers
from service.exchange.disk import put_in_place
from service.exchange.log_rows import Exported, LogReading, LogRow, LogSpan
from service.exchange.pseudonyms import Pseudonyms
from service.store.engine import reading

ROW_GROUP = 50_000
# Rows are held as Python values only until so many have come together.
_ROWS_AT_ONCE = 5_000
# So many files that are in the way are named.
_NAMED = 5
_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.REAL: pa.float64(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.DAY: pa.date32(),
    Kind.YES_NO: pa.bool_(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.CELLS: pa.list_(pa.uint8()),
}
_STORED = {**_TYPES, Kind.CHOICE: pa.dictionary(pa.int32(), pa.string())}


def export_log(
    engine: Engine,
    folder: Path,
    *,
    span: LogSpan,
    names: Pseudonyms,
    answers: Answers | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Write one moment of the store as the log ``folder``, which is replaced whole.

    People and events stand in it by their ``names``. All files are written beside it and renamed
    when they are complete. ``answers``, gender by talent's id, become the audit beside the folder,
    as far as people are in the log. ``told`` hears how many rows have been written. Memory is
    bounded by the people and offers there are, not by the log. Raises ``ServiceError``
    (``log_folder_taken``, ``audit_file_taken``) for a folder or file that is anything else.
    """
    _require_ours(folder)
    if answers is not None:
        require_ours(file_beside(folder))
    beside = folder.with_name(f".{folder.name}.{uuid4().hex}")
    beside.mkdir(parents=True, mode=0o700)
    try:
        with reading(engine) as session:
            log = LogReading(session, span, names=names)
            rows = {table.value: _write(beside, table, log, told) for table in LogTable}
        (beside / MANIFEST).write_bytes(_manifest(beside, log, span, rows))
        put_in_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    audited = None if answers is None else _audited(folder, log, answers)
    return Exported(rows, log.left_out, audited)


def file_of(table: LogTable) -> str:
    """What the table's file is called."""
    return f"{table.value}.parquet"


def _require_ours(folder: Path) -> None:
    """A log may be replaced, for what it holds can be written again; what else is kept may not."""
    if others := _others(folder):
        named = ", ".join((*others[:_NAMED], *("…" for _ in others[_NAMED:][:1])))
        params = {"folder": str(folder), "files": named}
        raise ServiceError(Code.LOG_FOLDER_TAKEN, 409, params=params)


def _others(folder: Path) -> list[str]:
    """What is there but a log's own files; those count only beside the manifest of a log."""
    if not folder.is_dir():
        return [folder.name] if folder.exists() else []
    found = {path.name for path in folder.iterdir()}
    ours = {MANIFEST, *map(file_of, LogTable)} if _is_log(folder) else set()
    return sorted(found - ours)


def _is_log(folder: Path) -> bool:
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == LOG_FORMAT


def _audited(folder: Path, log: LogReading, answers: Answers) -> Audited:
    """Only people who are in the log: whoever objected or was erased is not in its audit."""
    path = file_beside(folder)
    renamed = {log.met[one]: said for one, said in answers.items() if one in log.met}
    write_answers(path, renamed)
    return Audited(str(path), len(renamed), len(answers) - len(renamed))


def _write(folder: Path, table: LogTable, log: LogReading, told: Callable[[int], None]) -> int:
    """The rows of one table, a row group at a time; answers with how many there were."""
    count, schema = 0, _schema(table)
    with pq.ParquetWriter(folder / file_of(table), schema, compression="zstd") as writer:
        for group in _groups(log.rows(table), table):
            writer.write_table(group, row_group_size=ROW_GROUP)
            count += len(group)
            told(len(group))
    return count


def _groups(rows: Iterator[LogRow], table: LogTable) -> Iterator[pa.Table]:
    batches = (_batch(some, table) for some in _some(rows))
    while group := list(islice(batches, ROW_GROUP // _ROWS_AT_ONCE)):
        yield pa.Table.from_batches(group).cast(_schema(table)).unify_dictionaries()


def _some(rows: Iterator[LogRow]) -> Iterator[Sequence[LogRow]]:
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield some


def _batch(rows: Sequence[LogRow], table: LogTable) -> pa.RecordBatch:
    """Choices are text until a whole group is put together."""
    columns = zip(LOG[table], zip(*rows, strict=True), strict=True)
    arrays = [pa.array(_plain(values, one.kind), _TYPES[one.kind]) for one, values in columns]
    return pa.RecordBatch.from_arrays(arrays, [column.name for column in LOG[table]])


def _plain(values: Iterable[object], kind: Kind) -> list[object]:
    """Choices may come as members of an enumeration."""
    if kind is not Kind.CHOICE:
        return list(values)
    return [None if value is None else str(value) for value in values]


def _schema(table: LogTable) -> pa.Schema:
    return pa.schema(
        [pa.field(one.name, _STORED[one.kind], nullable=one.optional) for one in LOG[table]]
    )


def _manifest(folder: Path, log: LogReading, span: LogSpan, rows: Mapping[str, int]) -> bytes:
    features = feature_list()
    members = {
        "format": LOG_FORMAT,
        "version": LOG_VERSION,
        "exported_at": span.exported_at.astimezone(UTC).isoformat(),
        "from": log.begins.astimezone(UTC).isoformat(),
        "to": log.ends.astimezone(UTC).isoformat(),
        "features": list(features.index),
        "schema": features.hash,
        "rows": rows,
        "sha256": {file_of(table): _sha256(folder / file_of(table)) for table in LogTable},
        "left_out": log.left_out,
    }
    return orjson.dumps(members, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
