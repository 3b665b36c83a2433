"""Answers: values as JSON, with the headers that go with them."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Response

from matcher.domain import Problem
from matcher.vocabulary import Language
from service.i18n import say

JSON = "application/json"


def json_bytes(value: Any) -> bytes:
    """Dataclasses, enums, dates and mappings as JSON; moments in UTC."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def json_answer(
    value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer."""
    return Response(json_bytes(value), status, headers=dict(headers or {}), media_type=JSON)


def said(problem: Problem, *, lang: Language, topic: str) -> dict[str, Any]:
    """A code with its parameters and its text."""
    text = say(problem.code, problem.params, lang=lang, topic=topic)
    return {"code": problem.code, "text": text, "params": problem.params}


def with_texts(value: Any, *, lang: Language) -> Any:
    """A JSON value in which whatever has a code and parameters gets its text beside it."""
    if isinstance(value, list | tuple):
        return [with_texts(one, lang=lang) for one in value]
    if not isinstance(value, Mapping):
        return value
    shown = {name: with_texts(one, lang=lang) for name, one in value.items()}
    if isinstance(value.get("code"), str) and isinstance(value.get("params"), Mapping):
        shown["text"] = say(value["code"], value["params"], lang=lang, topic="intake")
    return shown
