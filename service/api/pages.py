"""The pages for people: where one has come to, how is ranked, what a problem code means."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from matcher.features import feature_list
from matcher.vocabulary import Language
from service.api.answers import JSON, json_bytes
from service.api.desk import Asked, Desk
from service.api.guard import GuardedRoute, guarded_by
from service.api.html import STYLE, STYLE_PATH, around, element, link, page, table
from service.api.openapi_parts import problems, text
from service.api.reference import reference
from service.auth import Action
from service.errors import Code, ServiceError
from service.i18n import catalogue, number, say

router = APIRouter(tags=["Pages"], route_class=GuardedRoute, default_response_class=Response)

_HTML = "text/html"
_DA, _EN = Language.DA, Language.EN
_OPEN = guarded_by(Action.SEE_PAGES)
_LINKS = (
    ("start_docs", "/docs"),
    ("start_openapi", "/openapi.json"),
    ("start_ranking", "/ranking"),
    ("start_ready", "/readyz"),
)


@router.get(
    "/",
    summary="The start page",
    responses=text(200, _HTML, description="A plain page, Danish and English"),
    openapi_extra=_OPEN,
)
async def start() -> Response:
    """Says what this is, that it runs, and where to read on."""
    return page(_text("start_title", _DA), [around("main", _both(_start))], lang=_DA)


@router.get(
    "/docs",
    summary="This reference",
    responses=text(200, _HTML, description="All routes with examples; no scripts"),
    openapi_extra=_OPEN,
)
async def docs(request: Request) -> Response:
    """Made of the OpenAPI document; works without a network."""
    body = around("main", reference(request.app.openapi()))
    return page("Samspil API", [body], lang=_EN)


@router.get(
    "/openapi.json",
    summary="The OpenAPI document",
    responses={200: {"description": "OpenAPI 3.1", "content": {JSON: {"example": {}}}}},
    openapi_extra=_OPEN,
)
async def openapi(request: Request) -> Response:
    """All routes with their types and examples, for machines."""
    body = json_bytes(request.app.openapi())
    return Response(body, headers={"Cache-Control": "no-cache"}, media_type=JSON)


@router.get(
    "/ranking",
    summary="How is ranked",
    responses=text(200, _HTML, description="The main parameters in plain words"),
    openapi_extra=_OPEN,
)
async def ranking(asking: Asked) -> Response:
    """The main parameters of the ranking, and what one can choose, in plain words."""
    lang = asking.lang
    body = [around("main", _ranking(lang, asking.desk), having={"lang": lang.value})]
    return page(_text("ranking_title", lang), body, lang=lang)


@router.get(
    "/problems/{code}",
    summary="What a problem code means",
    responses=text(200, _HTML, description="The code in both languages") | problems(404),
    openapi_extra=_OPEN,
)
async def problem(code: Annotated[str, Path(max_length=80, examples=["invalid"])]) -> Response:
    """Every `type` of a problem leads here."""
    if not any(code in texts for texts in catalogue().values()):
        raise ServiceError(Code.UNKNOWN_PROBLEM, 404)
    params = {"code": code}
    title = say("problem_title", params, lang=_DA, topic="pages")
    return page(title, [around("main", _both(partial(_problem, code)))], lang=_DA)


@router.get(
    STYLE_PATH,
    summary="The style of these pages",
    responses=text(200, "text/css", description="The only style sheet"),
    openapi_extra=_OPEN,
)
async def style() -> Response:
    """For light and dark screens."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(STYLE, headers=headers, media_type="text/css; charset=utf-8")


def _both(side: Callable[[Language], Iterator[str]]) -> Iterator[str]:
    """Danish first, English beside it."""
    columns = (around("section", side(lang), having={"lang": lang.value}) for lang in (_DA, _EN))
    yield around("div", columns, having={"class": "two"})


def _start(lang: Language) -> Iterator[str]:
    yield element("h1", _text("start_title", lang))
    for code in ("start_what", "start_running", "start_key"):
        yield element("p", _text(code, lang))
    links = (around("li", [link(_text(code, lang), href)]) for code, href in _LINKS)
    yield around("ul", links)


def _ranking(lang: Language, desk: Desk) -> Iterator[str]:
    yield element("h1", _text("ranking_title", lang))
    for code in ("ranking_rules", "ranking_score", "ranking_never"):
        yield element("p", _text(code, lang))
    if desk.resources.live.uses_market:
        yield element("p", _text("ranking_market", lang))
    yield element("p", _explored(desk.exploration, lang))
    unasked = desk.resources.rules.learned_unasked
    learning = "ranking_learning" if unasked else "ranking_learning_consent"
    for code in (learning, "ranking_choices"):
        yield element("p", _text(code, lang))
    yield table(
        (_text("ranking_property", lang), _text("ranking_meaning", lang)),
        (
            [
                element("code", feature.name),
                element("span", feature.meaning_da if lang is _DA else feature.meaning_en),
            ]
            for feature in feature_list().features
        ),
    )


def _explored(exploration: float, lang: Language) -> str:
    """How much may be given up to learn; one of the main parameters (DSA 27)."""
    if not exploration:
        return _text("ranking_no_exploration", lang)
    percent = number(round(exploration * 100, 2), lang=lang)
    return say("ranking_exploration", {"percent": percent}, lang=lang, topic="pages")


def _problem(code: str, lang: Language) -> Iterator[str]:
    params = {"code": code}
    yield element("h1", say("problem_title", params, lang=lang, topic="pages"))
    for topic, texts in catalogue().items():
        if code in texts:
            yield element("p", say(code, {}, lang=lang, topic=topic))


def _text(code: str, lang: Language) -> str:
    return say(code, {}, lang=lang, topic="pages")
