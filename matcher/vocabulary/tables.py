"""The tables: reading the vocabulary's CSV files out of the package."""

import csv
import hashlib
import io
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeAlias

from matcher.vocabulary.term import Term

Row: TypeAlias = dict[str, str]


def read_bytes(name: str) -> bytes:
    """The bytes of one data file, named without its ending."""
    return _folder().joinpath(f"{name}.csv").read_bytes()


def read_rows(name: str) -> list[Row]:
    """The rows of one data file (UTF-8, ``;``, one header row)."""
    text = io.StringIO(read_bytes(name).decode("utf-8"), newline="")
    return list(csv.DictReader(text, delimiter=";", strict=True))


def content_hash() -> str:
    """SHA-256 over the names and bytes of all data files, in the order of their names."""
    digest = hashlib.sha256()
    for entry in sorted(_folder().iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".csv", ".bin")):
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()


def listed(field: str) -> tuple[str, ...]:
    """The entries of a field that holds a list."""
    return tuple(entry.strip() for entry in field.split("|") if entry.strip())


def weighted(field: str) -> tuple[tuple[str, float], ...]:
    """The entries ``code:weight`` of a field that holds a weighted list."""
    pairs = (entry.rsplit(":", 1) for entry in listed(field))
    return tuple((code, float(weight)) for code, weight in pairs)


def term_of(row: Row) -> Term:
    """A term from a row with the columns that every word list has."""
    return Term(
        code=row["code"],
        label_da=row["label_da"],
        label_en=row["label_en"],
        parent=row.get("parent") or None,
        related=weighted(row.get("related") or ""),
        aliases=listed(row.get("aliases") or ""),
    )


def _folder() -> Traversable:
    return resources.files("matcher.vocabulary").joinpath("data")
