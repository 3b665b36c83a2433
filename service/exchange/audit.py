"""An audit: what people chose to say of themselves, under a log's pseudonyms and apart from it.

Such answers are voluntary and in no log: a file of their own, beside the log's folder and never in
it, is read by whoever checks a model on groups of people, and by nothing that learns.
"""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from service.errors import Code, Fault, ServiceError
from service.exchange.disk import sync_folder
from service.exchange.pseudonyms import is_talent

_COLUMNS = ("talent", "gender")
_DELIMITER = ";"

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Audited:
    """The file, how many people of the log it tells of, and how many it was not to tell of."""

    file: str
    told: int
    left_out: int


def read_answers(path: Path) -> Answers:
    """Declared gender by the talent's id: UTF-8, ``;``, columns ``talent`` and ``gender``.

    Who left it empty is not in it; of several answers the last one holds. Raises ``ServiceError``
    (422 ``invalid``) for anything else.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream, delimiter=_DELIMITER)
            if not set(_COLUMNS) <= set(rows.fieldnames or ()):
                raise _unreadable(path)
            pairs = [tuple((row[name] or "").strip() for name in _COLUMNS) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path) from error
    return {talent: gender for talent, gender in pairs if talent and gender}


def file_beside(folder: Path) -> Path:
    """Where the audit of the log ``folder`` lies: beside it."""
    return folder.with_name(f"{folder.name}-audit.csv")


def require_ours(path: Path) -> None:
    """An audit that was written here may be replaced, and nothing else: answers are kept once.

    Raises ``ServiceError`` (409 ``audit_file_taken``).
    """
    if path.exists() and not _is_ours(path):
        raise ServiceError(Code.AUDIT_FILE_TAKEN, 409, params={"file": str(path)})


def require_apart(answers: Path, folder: Path) -> None:
    """Answers are not read from the very file that the audit of the log ``folder`` is written to.

    Raises ``ServiceError`` (422 ``invalid``).
    """
    target = file_beside(folder)
    if target.exists() and answers.samefile(target):
        fault = Fault("audit", "audit_is_its_target", {"file": target.name}, place="query")
        raise ServiceError(Code.INVALID, 422, faults=(fault,))


def write_answers(path: Path, answers: Answers) -> None:
    """Write gender by pseudonym, for the owner's eyes alone; the file appears whole."""
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            # In the order of pseudonyms, which says nothing about ids.
            csv.writer(file, delimiter=_DELIMITER).writerows([_COLUMNS, *sorted(answers.items())])
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream, delimiter=_DELIMITER)
    except (OSError, ValueError, csv.Error):
        return False
    whole = all(len(row) == len(_COLUMNS) and is_talent(row[0]) for row in rows)
    return tuple(head) == _COLUMNS and whole


def _unreadable(path: Path) -> ServiceError:
    fault = Fault("audit", "audit_unreadable", {"file": path.name}, place="query")
    return ServiceError(Code.INVALID, 422, faults=(fault,))
