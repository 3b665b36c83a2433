"""The route of the log: what was shown and done, for whoever trains a model."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Annotated
from zipfile import ZIP_STORED, ZipFile

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from service.actions.export_log import Days, export_log
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import problems, text
from service.auth import Action

router = APIRouter(prefix="/v1/exports", tags=["Exports"], route_class=GuardedRoute)

_ZIP = "application/zip"
_CHUNK = 1 << 16

Day = Annotated[date | None, Query(examples=["2026-09-01"])]


@router.get(
    "/log.zip",
    summary="Export the log that models learn from",
    response_class=StreamingResponse,
    responses=text(200, _ZIP, description="log.json and four Parquet files", example="")
    | problems(401, 403, 422, 501),
    openapi_extra=guarded_by(Action.EXPORT_LOG),
)
def export(
    asking: Asked,
    first: Annotated[Day, Query(alias="from", description="The first day that is told")] = None,
    last: Annotated[Day, Query(alias="to", description="The last day that is told")] = None,
) -> StreamingResponse:
    """What was shown to whom and what came of it, at one moment, under pseudonymous ids. Nobody is
    in it who objected to being ranked or to being learned from, or was erased."""
    resources = asking.resources
    span = Days(first=first, last=last).span(resources.clock(), zone=resources.rules.zone)
    with ExitStack() as stack:
        # It is about people, so that it lies where everything lies that is.
        place = TemporaryDirectory(prefix="log-", dir=resources.data_folder)
        folder = Path(stack.enter_context(place))
        data_folder = resources.data_folder
        export_log(resources.engine, folder / "log", span=span, data_folder=data_folder)
        file = stack.enter_context(_packed(folder).open("rb"))
        held = stack.pop_all()
    headers = {"Content-Disposition": 'attachment; filename="log.zip"'}
    return StreamingResponse(_pieces(file, held), headers=headers, media_type=_ZIP)


def _packed(folder: Path) -> Path:
    """One archive; the files are compressed already."""
    archive = folder / "log.zip"
    with ZipFile(archive, "w", ZIP_STORED) as packed:
        for path in sorted((folder / "log").iterdir()):
            packed.write(path, path.name)
    return archive


def _pieces(file: IO[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        while piece := file.read(_CHUNK):
            yield piece
