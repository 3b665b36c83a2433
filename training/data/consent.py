"""Consent: people are taken out of a log, and it is shown that nothing of them is left in it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.domain import MANIFEST, LogTable
from training.data.log import Log
from training.data.schema import file_of

_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """An id that stands in a file, in a column or (``""``) in what the file says of itself."""

    file: str
    column: str
    id: str


def without(log: Log, talents: Collection[str]) -> Log:
    """The log without ``talents``: none of their rows in any table, nor their lists' ids."""
    gone = pa.array(sorted(talents), pa.string())
    tables: dict[LogTable, pa.Table | Path] = {}
    for name in LogTable:
        table = log.table(name)
        if "talent" in table.column_names:
            table = table.filter(pc.invert(pc.is_in(table["talent"], gone)))
        tables[name] = table
    rows = {name.value: len(log.table(name)) for name in LogTable} | {
        name.value: len(table) for name, table in tables.items() if isinstance(table, pa.Table)
    }
    return Log(replace(log.manifest, rows=rows, sha256={}), tables, log.rows_at_once)


def mentions(folder: Path, ids: Collection[str]) -> list[Mention]:
    """Where any of ``ids`` stands in the files of the log: empty when nobody is named.

    Every text of every column is looked at as it comes out of the file, also ids within a longer
    text and words that no row uses any more; then what each file says of itself (its metadata and
    the least and greatest value of each part), and the manifest.
    """
    sought = frozenset(ids)
    files = [folder / file_of(table) for table in LogTable]
    found = [mention for path in files for mention in _in_file(path, sought)]
    manifest = (folder / MANIFEST).read_text(encoding="utf-8")
    return found + [Mention(MANIFEST, "", one) for one in _named({manifest}, sought)]


def _in_file(path: Path, ids: frozenset[str]) -> Iterator[Mention]:
    with pq.ParquetFile(path) as file:
        for column in file.schema_arrow.names:
            for one in _named(_texts(file, column), ids):
                yield Mention(path.name, column, one)
        for one in _named(set(_description(file)), ids):
            yield Mention(path.name, "", one)


def _named(texts: Collection[str], ids: frozenset[str]) -> list[str]:
    """The ids that are one of ``texts`` or a word in one."""
    words = {word for text in texts for word in _WORD.findall(text)}
    return sorted(ids & words.union(texts))


def _texts(file: pq.ParquetFile, column: str) -> set[str]:
    """The distinct texts of a column, lists opened; none where it holds numbers."""
    texts: set[str] = set()
    for batch in file.iter_batches(columns=[column]):
        texts.update(_distinct(batch.column(0)))
    return texts


def _distinct(values: Any) -> set[str]:
    if isinstance(values, pa.DictionaryArray):
        return _distinct(values.dictionary)
    if pa.types.is_list(values.type):
        return _distinct(values.flatten())
    if not pa.types.is_string(values.type):
        return set()
    return {text for text in pc.unique(values).to_pylist() if text is not None}


def _description(file: pq.ParquetFile) -> Iterator[str]:
    metadata = file.metadata
    for key, value in (metadata.metadata or {}).items():
        yield from (key.decode(errors="replace"), value.decode(errors="replace"))
    for part in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            told = metadata.row_group(part).column(column).statistics
            if told is not None and told.has_min_max:
                yield from (str(told.min), str(told.max))
