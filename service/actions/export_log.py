"""Exporting the log: what was shown and done, as the files that a model learns from."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from service.errors import Code, Fault, ServiceError
from service.exchange.audit import Answers
from service.exchange.log_rows import Exported, LogSpan
from service.exchange.pseudonyms import pseudonyms

_WRITER = "service.exchange.log"
_EXTRA = "pyarrow"
_Write = Callable[..., Exported]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From the first day to the last, both told, where the installation is; ``None`` is open."""

    first: date | None = None
    last: date | None = None

    def span(self, now: datetime, *, zone: ZoneInfo) -> LogSpan:
        """The same as moments, none of them after ``now``.

        Raises ``ServiceError`` (422 ``invalid``) when the first day is after the last.
        """
        if self.first is not None and self.last is not None and self.first > self.last:
            params = {"last": self.last.isoformat()}
            fault = Fault("from", "from_after_to", params, place="query")
            raise ServiceError(Code.INVALID, 422, faults=(fault,))
        after = None if self.last is None else self.last + timedelta(days=1)
        return LogSpan(
            exported_at=now, since=_midnight(self.first, zone), until=_midnight(after, zone)
        )


def export_log(
    engine: Engine,
    folder: Path,
    *,
    span: LogSpan,
    data_folder: Path,
    answers: Answers | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Write the log as ``folder``; ``told`` hears how many rows have been written.

    The key of its pseudonyms lies in the ``data_folder``. ``answers``, gender by talent, become a
    file of their own beside it. The writer is imported by name, since
    what it needs is an extra. Raises ``ServiceError`` (501 ``log_extra_missing``, 409
    ``log_folder_taken`` and ``audit_file_taken``, 500 ``log_key_damaged``).
    """
    try:
        write = cast("_Write", importlib.import_module(_WRITER).export_log)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != _EXTRA:
            raise
        raise ServiceError(Code.LOG_EXTRA_MISSING, 501) from error
    names = pseudonyms(data_folder)
    return write(engine, folder, span=span, names=names, answers=answers, told=told)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)
