"""The route of the vocabulary: lists of terms, searched and resolved."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, Field

from service.actions.look_up import LookUp, look_up
from service.actions.versions import names
from service.api.answers import JSON, json_bytes
from service.api.bodies.fields import Body, Showable
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.writing import NoneMatchHeader
from service.auth import Action

router = APIRouter(prefix="/v1/vocabulary", tags=["Vocabulary"], route_class=GuardedRoute)

_HOUR = "public, max-age=3600"


class EntryBody(Body):
    """One term: its stable code, its label, and the code above it in the tree."""

    code: str
    label: str
    parent: str | None


class LookUpBody(Body):
    """A list of the vocabulary, or what of it matches the query."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "genres",
                    "lang": "da",
                    "entries": [{"code": "hiphop", "label": "Hiphop", "parent": "urban"}],
                    "resolved": "hiphop",
                    "nearest": ["hiphop"],
                }
            ]
        }
    )

    name: str
    lang: str
    entries: tuple[EntryBody, ...]
    resolved: Annotated[
        str | None, Field(description="The code that the query names, spelled one way or another")
    ] = None
    nearest: Annotated[
        tuple[str, ...], Field(description="Codes that are spelled most like the query")
    ] = ()


@router.get(
    "/{name}",
    summary="Look terms up",
    response_model=LookUpBody,
    responses=answers(200, "The list, or what matches", etag=True) | problems(304, 404, 422),
    openapi_extra=guarded_by(Action.SEE_VOCABULARY),
)
def look_terms_up(
    name: Annotated[str, Path(max_length=50, examples=["genres"])],
    asking: Asked,
    q: Annotated[
        Showable | None, Query(max_length=200, description="A label, a spelling or a part of one")
    ] = None,
    if_none_match: NoneMatchHeader = None,
) -> Response:
    """Without q the whole list in its own order; with q what it names, begins, or is spelled
    like."""
    found = look_up(name, q, lang=asking.lang)
    body = json_bytes({"name": name, "lang": asking.lang, **_fields(found)})
    headers = {
        "ETag": f'"{sha256(body).hexdigest()[:20]}"',
        "Cache-Control": _HOUR,
        "Content-Language": asking.lang.value,
        "Vary": "Accept-Language",
    }
    if if_none_match is not None and names(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


def _fields(found: LookUp) -> dict[str, object]:
    return {"entries": found.entries, "resolved": found.resolved, "nearest": found.nearest}
