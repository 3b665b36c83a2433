"""Problems: every error as RFC 9457 says, with a stable code and a text in two languages."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from matcher.domain import MatcherError
from matcher.intake import IntakeRefused
from matcher.vocabulary import Language
from service.api.body_limit import BodyTooLarge
from service.api.desk import Desk, language_of
from service.api.faults import faults_of
from service.errors import Code, Fault, ServiceError
from service.i18n import say
from service.store.refusal import StoreBusy, StoreRefused

MEDIA_TYPE = "application/problem+json"
_BY_STATUS = {
    401: Code.KEY_MISSING,
    403: Code.NOT_ALLOWED,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.BODY_TOO_LARGE,
    415: Code.NOT_JSON,
    503: Code.NOT_READY,
}
ANSWERED: tuple[type[Exception], ...] = (
    ServiceError,
    StoreBusy,
    StoreRefused,
    IntakeRefused,
    RequestValidationError,
    HTTPException,
    OperationalError,
)
_REFUSED_STATUS = {"organisation_in_use": 409}


def problem_answer(error: ServiceError, *, lang: Language) -> Response:
    """The answer that says ``error`` in the language of who asked."""
    body = orjson.dumps(problem_body(error, lang=lang))
    headers = {**error.headers, "Content-Language": lang.value, "Cache-Control": "no-store"}
    return Response(body, error.status, headers=headers, media_type=MEDIA_TYPE)


def problem_body(error: ServiceError, *, lang: Language) -> dict[str, Any]:
    """``type``, ``title``, ``status``, ``detail`` as the RFC has them; ``code``, ``params`` and
    ``errors`` are ours."""
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": say(f"status_{error.status}", {}, lang=lang, topic="problems"),
        "status": error.status,
        "detail": say(error.code, error.params, lang=lang, topic="problems"),
        "code": error.code,
        "params": dict(error.params),
    }
    if error.faults:
        body["errors"] = [fault_body(fault, lang=lang) for fault in error.faults]
    return body


def fault_body(fault: Fault, *, lang: Language) -> dict[str, Any]:
    """One thing that is wrong, where, and what would be right."""
    where = "pointer" if fault.place == "body" else fault.place
    text = say(fault.code, fault.params, lang=lang, topic="faults")
    body = {where: fault.pointer, "code": fault.code, "detail": text}
    return body | ({"params": dict(fault.params)} if fault.params else {})


async def answer_error(request: Request, error: Exception) -> Response:
    """The one handler of every error that can be answered."""
    desk = getattr(request.app.state, "desk", None)
    default = desk.language if isinstance(desk, Desk) else Language.DA
    answer = problem_answer(as_service_error(error), lang=language_of(request, default=default))
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def as_service_error(error: Exception) -> ServiceError:
    """Any error of a lower layer as one of ours; anything else is raised on."""
    match error:
        case ServiceError():
            return error
        case RequestValidationError():
            return _invalid(error)
        case BodyTooLarge():
            return ServiceError(Code.BODY_TOO_LARGE, 413, params={"most_mb": error.most_mb})
        case HTTPException():
            return _http(error)
        case StoreBusy():
            return _refused(error, 503, {"Retry-After": "1"})
        case StoreRefused():
            return _refused(error, _REFUSED_STATUS.get(error.problem.code, 422), {})
        case IntakeRefused():
            return _refused(error, 422, {})
        case OperationalError():
            return ServiceError(Code.STORE_UNAVAILABLE, 503, headers={"Retry-After": "5"})
    raise error


def _methods(request: Request) -> set[str]:
    """What one can do at this address; the framework knows only of the first route that has it."""
    found = (route for route in request.app.state.routes if isinstance(route, APIRoute))
    path = request.url.path
    return {m for route in found if route.path_regex.match(path) for m in route.methods or ()}


def _refused(error: MatcherError, status: int, headers: Mapping[str, str]) -> ServiceError:
    problem = error.problem
    return ServiceError(problem.code, status, params=problem.params, headers=headers)


def _http(error: HTTPException) -> ServiceError:
    code = _BY_STATUS.get(error.status_code, Code.BAD_REQUEST)
    return ServiceError(code, error.status_code, headers=dict(error.headers or {}))


def _invalid(error: RequestValidationError) -> ServiceError:
    errors = error.errors()
    for found in errors:
        if found["type"] == "json_invalid":
            return ServiceError(Code.MALFORMED_JSON, 400, params={"position": found["loc"][-1]})
    return ServiceError(Code.INVALID, 422, faults=faults_of(errors))
