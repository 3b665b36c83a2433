"""Parts of the OpenAPI document that many routes share: answers with examples."""

from typing import Any

from pydantic.config import JsonDict

from service.api.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]

ETAG = {"ETag": {"description": "The version", "schema": {"type": "string"}}}
_PROBLEMS = {
    304: "What you have is still so",
    400: "Malformed",
    401: "No valid key",
    403: "Not allowed",
    404: "Not there",
    409: "In conflict with what is there",
    412: "Changed in the meantime, or there already",
    413: "Too large",
    415: "Wrong kind of content",
    422: "Cannot be used",
    428: "If-Match is missing",
    429: "Too many for one day",
    501: "Not installed",
    503: "Not ready, or too busy",
}


def answers(status: int, description: str, *, example: Any = None, etag: bool = False) -> Responses:
    """The answer that says that all went well."""
    described: dict[str, Any] = {"description": description}
    if example is not None:
        described["content"] = {"application/json": {"example": example}}
    if etag:
        described["headers"] = ETAG
    return {status: described}


def problems(*statuses: int) -> Responses:
    """The answers that say that something is wrong; 304 is none, and has no body."""
    return {status: _problem(status) for status in statuses}


def text(status: int, media_type: str, *, description: str, example: str = "") -> Responses:
    """An answer that is not JSON."""
    content = {media_type: {"schema": {"type": "string"}, "example": example}}
    return {status: {"description": description, "content": content}}


def _problem(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _PROBLEMS[status]}
    if status >= 400:
        schema = {"$ref": "#/components/schemas/Problem"}
        described["content"] = {MEDIA_TYPE: {"schema": schema}}
    return described


PROBLEM_EXAMPLE: JsonDict = {
    "type": "/problems/invalid",
    "title": "Kan ikke bruges",
    "status": 422,
    "detail": "Noget af det sendte kan ikke bruges. Se errors.",
    "code": "invalid",
    "params": {},
    "errors": [
        {
            "pointer": "#/genres/0",
            "code": "unknown_code_near",
            "detail": "hiphopp er ikke en kode i listen genres. Mente du hiphop?",
            "params": {"code": "hiphopp", "list": "genres", "nearest": "hiphop"},
        }
    ],
}
PROBLEM_SCHEMA: JsonDict = {
    "type": "object",
    "title": "Problem",
    "description": "An error as RFC 9457 says; `code` is stable, the texts are not.",
    "required": ["type", "title", "status", "detail", "code", "params"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "params": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body"},
                    "query": {"type": "string"},
                    "path": {"type": "string"},
                    "header": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "params": {"type": "object"},
                },
            },
        },
    },
    "example": PROBLEM_EXAMPLE,
}
