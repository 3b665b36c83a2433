"""The routes of imports: files in, a preview of every row, then the commit."""

from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from service.actions import import_files
from service.actions.import_files import Upload
from service.actions.once import Answer, Attempt, once
from service.api.answers import json_answer, json_bytes, with_texts
from service.api.bodies.fields import Body
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.writing import AttemptGiven, KeyHeader, attempt, response
from service.auth import Action
from service.errors import Code, ServiceError
from service.exchange import Report
from service.store.imports import Import

MOST_FILES = 12
EXAMPLE: JsonDict = {
    "id": "imp_0192f3a7c2d14f6e",
    "state": "previewed",
    "created_at": "2026-09-01T08:20:00Z",
    "files": [{"name": "talents.csv", "size": 4096}],
    "report": {
        "day": "2026-09-01",
        "committed": False,
        "counts": {"created": 38, "updated": 1, "unchanged": 0, "refused": 1},
        "files": [
            {
                "name": "talents.csv",
                "kind": "talents",
                "counts": {"created": 38, "updated": 1, "unchanged": 0, "refused": 1},
                "refused": [
                    {
                        "outcome": "refused",
                        "line": 7,
                        "id": "tal-0006",
                        "refused": [
                            {
                                "problem": {
                                    "code": "not_a_date",
                                    "params": {},
                                    "text": "Skriv datoen som 2026-11-14 eller 14-11-2026.",
                                },
                                "column": "fødselsdato",
                                "value": "31-02-2008",
                            }
                        ],
                    }
                ],
            }
        ],
    },
}
_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "organisations.csv, offers.csv, talents.csv",
                    }
                },
            },
            "example": {"files": ["talents.csv"]},
        }
    },
}

router = APIRouter(prefix="/v1/imports", tags=["Imports"], route_class=GuardedRoute)


class ImportedFile(Body):
    """A file as it came."""

    name: str
    size: int


class ImportBody(Body):
    """An import and its report, row by row: codes, parameters and texts."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    state: Annotated[str, Field(pattern="^(previewed|committed|failed|expired)$")]
    created_at: str
    files: tuple[ImportedFile, ...]
    report: dict[str, Any]


@router.post(
    "",
    summary="Preview an import",
    status_code=201,
    response_model=ImportBody,
    responses=answers(201, "What a commit would do") | problems(400, 401, 403, 413, 415, 422),
    openapi_extra=guarded_by(Action.IMPORT, {"requestBody": _FORM}),
)
async def preview_import(
    request: Request, asking: Asked, idempotency_key: KeyHeader = None
) -> Response:
    """Send the files in the field `files`. Nothing is written until the import is committed; after
    a day it expires."""
    form = await _form(request)
    try:
        uploads = _uploads(form)
        body_hash = await run_in_threadpool(_hash, uploads)
        attempted = attempt(request, idempotency_key, body_hash=body_hash)
        answer = await run_in_threadpool(_previewed, asking, uploads, attempted)
    finally:
        await form.close()
    return response(answer)


@router.get(
    "/{import_id}",
    summary="Read an import",
    response_model=ImportBody,
    responses=answers(200, "The import and its report") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.IMPORT),
)
def read_import(import_id: IdInPath, asking: Asked) -> Response:
    """The preview, or what the commit did."""
    return json_answer(_body(import_files.read_import(asking.resources, import_id), asking))


@router.post(
    "/{import_id}/commit",
    summary="Commit an import",
    response_model=ImportBody,
    responses=answers(200, "What was done") | problems(401, 403, 404, 409, 422, 503),
    openapi_extra=guarded_by(Action.IMPORT),
)
def commit_import(import_id: IdInPath, asking: Asked, attempted: AttemptGiven) -> Response:
    """Every good row is written, in one transaction; bad rows are named and left out."""
    answer, report = import_files.commit_import(
        asking.resources,
        import_id,
        attempt=attempted,
        answer=lambda settled: Answer(status=200, body=json_bytes(_body(settled, asking))),
        words=asking.desk.words,
    )
    if report is not None:
        _count(report, asking)
    return response(answer)


def _previewed(asking: Asking, uploads: list[Upload], attempted: Attempt) -> Answer:
    resources = asking.resources
    staged = import_files.stage(resources, uploads)
    try:
        previewed = import_files.preview_import(
            resources, staged, principal=asking.principal, words=asking.desk.words
        )

        def act(session: Session) -> Answer:
            import_files.add_import(session, previewed)
            location = {"Location": f"/v1/imports/{previewed.id}"}
            body = json_bytes(_body(previewed, asking))
            return Answer(status=201, body=body, headers=location)

        answer = once(resources.engine, attempted, act=act, now=resources.clock())
    except Exception:
        import_files.discard(resources, staged)
        raise
    if answer.replayed:
        import_files.discard(resources, staged)
    return answer


async def _form(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise ServiceError(Code.NOT_MULTIPART, 415)
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FILES)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise ServiceError(Code.MALFORMED_FORM, 400) from error


def _uploads(form: FormData) -> list[Upload]:
    sent = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
    if not sent:
        raise ServiceError(Code.NO_FILES, 422)
    return [Upload(file.filename or "", file.file) for file in sent]


def _hash(uploads: list[Upload]) -> str:
    """Of the names and the bytes of all files; the form's own boundaries differ each time."""
    digest = sha256()
    for upload in uploads:
        digest.update(f"{len(upload.name)}:{upload.name}".encode())
        while chunk := upload.stream.read(1 << 20):
            digest.update(chunk)
        digest.update(f":{upload.stream.tell()};".encode())
        upload.stream.seek(0)
    return digest.hexdigest()


def _body(found: Import, asking: Asking) -> dict[str, Any]:
    return {
        "id": found.id,
        "state": found.state,
        "created_at": found.created_at,
        "files": [{"name": file.name, "size": file.size} for file in found.files],
        "report": with_texts(found.report, lang=asking.lang),
    }


def _count(report: Report, asking: Asking) -> None:
    for file in report.files:
        for outcome, count in file.counts.items():
            asking.desk.metrics.rows(file.kind.value, outcome.value, count=count)
