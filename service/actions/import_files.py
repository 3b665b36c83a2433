"""Importing files: staged and previewed first, written when somebody has seen the preview."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from matcher.intake import IntakeRefused
from matcher.vocabulary import Vocabularies
from service.actions.once import Answer, Attempt, keep_receipt, replay
from service.actions.resources import Resources
from service.auth import Principal
from service.errors import Code, ServiceError
from service.exchange import Found, ImportOptions, NamedFile, Report, commit, preview, sort_out
from service.store import imports
from service.store.engine import reading, writing
from service.store.imports import Import, ImportState, StagedFile

_FOLDER = "imports"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    stream: BinaryIO


def stage(resources: Resources, uploads: Sequence[Upload]) -> Import:
    """Keep the files in the data folder until they are committed or expire."""
    name = resources.new_id("imp")
    folder = resources.data_folder / _FOLDER / name
    folder.mkdir(parents=True)
    files = tuple(
        _kept(upload, folder / str(place), root=resources.data_folder)
        for place, upload in enumerate(uploads)
    )
    return Import(
        id=name,
        created_at=resources.clock(),
        by="",
        state=ImportState.PREVIEWED,
        files=files,
    )


def preview_import(
    resources: Resources, staged: Import, *, principal: Principal, words: Vocabularies
) -> Import:
    """What a commit of the staged files would do now; nothing is written yet.

    Raises ``IntakeRefused`` when none of them is a spreadsheet.
    """
    report = preview(
        resources.engine, _found(resources, staged), options=_options(resources, words)
    )
    return replace(staged, by=principal.key, report=report.to_json())


def add_import(session: Session, previewed: Import) -> None:
    """Remember a previewed import, in the caller's transaction."""
    imports.add(session, previewed)


def read_import(resources: Resources, name: str) -> Import:
    """The import. Raises ``ServiceError`` (404 ``unknown_import``)."""
    with reading(resources.engine) as session:
        found = imports.get(session, name)
    if found is None:
        raise ServiceError(Code.UNKNOWN_IMPORT, 404, params={"import": name})
    return found


def commit_import(
    resources: Resources,
    name: str,
    *,
    attempt: Attempt,
    answer: Callable[[Import], Answer],
    words: Vocabularies,
) -> tuple[Answer, Report | None]:
    """Write every good row of a previewed import, and its receipt, in one transaction.

    Answers with the report, or with none where the answer is a replay. Raises ``ServiceError``:
    404 ``unknown_import``, 409 ``import_settled``, ``import_changed``; ``IntakeRefused``.
    """
    if known := _replay(resources, attempt):
        return known, None
    try:
        staged = read_import(resources, name)
        _require_waiting(staged)
        settling = _Settling(resources, staged, attempt, answer)
        report = _committed(resources, staged, beside=settling, words=words)
    except ServiceError:
        # The same attempt may have been under way, and have won in the meantime.
        if known := _replay(resources, attempt):
            return known, None
        raise
    discard(resources, staged)
    return settling.answers[-1], report


def discard(resources: Resources, staged: Import) -> None:
    """Delete the staged files."""
    shutil.rmtree(resources.data_folder / _FOLDER / staged.id, ignore_errors=True)


def expire_imports(resources: Resources, *, hours: int) -> int:
    """Give up what nobody committed within ``hours``; says how many."""
    before = resources.clock() - timedelta(hours=hours)
    with writing(resources.engine) as session:
        gone = imports.expire(session, before=before)
    for staged in gone:
        discard(resources, staged)
    return len(gone)


@dataclass(frozen=True, slots=True)
class _Settling:
    """What becomes true together with the rows: the import's new state, and the receipt."""

    resources: Resources
    staged: Import
    attempt: Attempt
    answer: Callable[[Import], Answer]
    answers: list[Answer] = field(default_factory=list)

    def __call__(self, session: Session, report: Report) -> None:
        settled = replace(self.staged, state=ImportState.COMMITTED, report=report.to_json())
        won = imports.settle(session, settled.id, state=settled.state, report=settled.report)
        if not won:
            raise ServiceError(Code.IMPORT_SETTLED, 409, params={"state": settled.state.value})
        self.answers.append(self.answer(settled))
        now = self.resources.clock()
        keep_receipt(session, self.attempt, self.answers[-1], now=now)


def _replay(resources: Resources, attempt: Attempt) -> Answer | None:
    with reading(resources.engine) as session:
        return replay(session, attempt)


def _committed(
    resources: Resources,
    staged: Import,
    *,
    beside: Callable[[Session, Report], None],
    words: Vocabularies,
) -> Report:
    """A commit; files that cannot be read any more end the import."""
    try:
        _require_unchanged(resources, staged)
        return commit(
            resources.engine,
            _found(resources, staged),
            options=_options(resources, words),
            beside=beside,
        )
    except IntakeRefused:
        with writing(resources.engine) as session:
            imports.settle(session, staged.id, state=ImportState.FAILED)
        discard(resources, staged)
        raise


def _kept(upload: Upload, target: Path, *, root: Path) -> StagedFile:
    digest, size = sha256(), 0
    with target.open("wb") as file:
        for chunk in _chunks(upload.stream):
            digest.update(chunk)
            size += file.write(chunk)
    path = target.relative_to(root).as_posix()
    return StagedFile(name=upload.name, path=path, size=size, sha256=digest.hexdigest())


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _found(resources: Resources, staged: Import) -> Found:
    return sort_out(
        NamedFile(file.name, resources.data_folder / file.path) for file in staged.files
    )


def _options(resources: Resources, words: Vocabularies) -> ImportOptions:
    now = resources.clock().astimezone(resources.rules.zone)
    return ImportOptions(words=words, now=now, learned_unasked=resources.rules.learned_unasked)


def _require_waiting(staged: Import) -> None:
    if staged.state is not ImportState.PREVIEWED:
        raise ServiceError(Code.IMPORT_SETTLED, 409, params={"state": staged.state.value})


def _require_unchanged(resources: Resources, staged: Import) -> None:
    """What was previewed is what is written; a file that is gone is the exchange's to answer."""
    for file in staged.files:
        path = resources.data_folder / file.path
        if not path.is_file():
            continue
        with path.open("rb") as stream:
            digest = sha256()
            for chunk in _chunks(stream):
                digest.update(chunk)
        if digest.hexdigest() != file.sha256:
            raise ServiceError(Code.IMPORT_CHANGED, 409)
