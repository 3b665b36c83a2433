"""Importing: a preview that writes nothing, and a commit that writes all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.intake import SheetKind
from service.exchange.examination import STORES, Examination
from service.exchange.options import ImportOptions
from service.exchange.report import Report
from service.exchange.sheets import Found
from service.exchange.spool import Spool, spooling
from service.store import ChangeKind, changes, reading, writing

Beside = Callable[[Session, Report], None]

_ATTEMPTS = 3
_CHANGES_AT_ONCE = 10_000


def preview(engine: Engine, found: Found, *, options: ImportOptions) -> Report:
    """What ``commit`` would do now; nobody is kept waiting.

    Raises ``IntakeRefused`` when a file changes or breaks off while it is read.
    """
    with reading(engine) as session:
        return _examine(session, found, options=options, spool=None)


def commit(
    engine: Engine, found: Found, *, options: ImportOptions, beside: Beside | None = None
) -> Report:
    """Store every good row of all files in one transaction.

    1. Work out what is to be written from what the store holds now, into a spool on disk.
    2. Lock the store, and write the spool, unless somebody has changed one of its profiles, or
       any organisation, in the meantime: then start again, the last time under the lock.

    ``beside`` is called within the transaction, for what must become true together with it.
    Raises ``IntakeRefused`` as ``preview`` does, and ``StoreBusy``; then nothing is written.
    """
    for _ in range(_ATTEMPTS):
        with spooling() as spool:
            with reading(engine) as session:
                seen = changes.head(session)
                report = _examine(session, found, options=options, spool=spool)
            with writing(engine) as session:
                if not _overtaken(session, seen, spool):
                    return _store(session, spool, report, options=options, beside=beside)
    with spooling() as spool, writing(engine) as session:
        report = _examine(session, found, options=options, spool=spool)
        return _store(session, spool, report, options=options, beside=beside)


def _examine(
    session: Session, found: Found, *, options: ImportOptions, spool: Spool | None
) -> Report:
    files = Examination(session, options, spool=spool).of(found.sheets)
    return Report(day=options.day, files=files, ignored=found.ignored)


def _store(
    session: Session,
    spool: Spool,
    report: Report,
    *,
    options: ImportOptions,
    beside: Beside | None,
) -> Report:
    for kind, profiles in spool.batches():
        STORES[kind].put_many(session, profiles, now=options.now)
    committed = replace(report, committed=True)
    if beside:
        beside(session, committed)
    return committed


def _overtaken(session: Session, seen: int, spool: Spool) -> bool:
    """Whether what the spool was worked out from is still so."""
    changed = _changed_since(session, seen)
    if changed[ChangeKind.ORGANISATION]:
        return True
    if not any(changed.values()):
        return False
    return any(
        profile.id in changed[_CHANGE_KINDS[kind]]
        for kind, profiles in spool.batches()
        for profile in profiles
    )


_CHANGE_KINDS = {
    SheetKind.ORGANISATIONS: ChangeKind.ORGANISATION,
    SheetKind.OFFERS: ChangeKind.OFFER,
    SheetKind.TALENTS: ChangeKind.TALENT,
}


def _changed_since(session: Session, seen: int) -> dict[ChangeKind, set[str]]:
    changed: dict[ChangeKind, set[str]] = {kind: set() for kind in _CHANGE_KINDS.values()}
    while some := changes.since(session, seen, limit=_CHANGES_AT_ONCE):
        for change in some:
            if change.kind in changed:
                changed[change.kind].add(change.id)
        seen = some[-1].seq
    return changed
