"""The route of exports: everything of one kind as a spreadsheet."""

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from service.actions.export_profiles import export_profiles, sheet_kind
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import problems, text
from service.auth import Action
from service.exchange import file_name

router = APIRouter(prefix="/v1/exports", tags=["Exports"], route_class=GuardedRoute)

_CSV = "text/csv"
_IN_MEMORY = 4 << 20
_CHUNK = 1 << 16


@router.get(
    "/{kind}.csv",
    summary="Export a spreadsheet",
    response_class=StreamingResponse,
    responses=text(200, _CSV, description="The spreadsheet", example="id;name;type\r\n")
    | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.EXPORT),
)
def export(
    kind: Annotated[str, Path(max_length=20, examples=["talents"])], asking: Asked
) -> StreamingResponse:
    """All organisations, offers or talents as the file that an import reads back unchanged; with
    Danish headers and labels for `lang=da`."""
    wanted = sheet_kind(kind)
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        # Written out first, so that a slow reader holds no transaction open.
        export_profiles(
            asking.resources, wanted, lang=asking.lang, words=asking.desk.words, into=file
        )
        size = file.tell()
        file.seek(0)
        held = stack.pop_all()
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(wanted, asking.lang)}"',
        "Content-Length": str(size),
        "Content-Language": asking.lang.value,
    }
    return StreamingResponse(_pieces(file, held), headers=headers, media_type=_CSV)


def _pieces(file: IO[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        while piece := file.read(_CHUNK):
            yield piece
