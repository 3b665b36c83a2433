"""The routes of hearing: which terms a text names, asked back to who wrote it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import Hearing, How, Language
from service.actions import profiles
from service.actions.kinds import OFFER, TALENT
from service.actions.profiles import ProfileKind
from service.actions.understand import Understood, understand, understand_profile
from service.api.answers import json_answer
from service.api.bodies.fields import Body, LongText
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.auth import Action
from service.i18n import label, listing, say
from service.store.engine import reading

router = APIRouter(prefix="/v1", tags=["Vocabulary"], route_class=GuardedRoute)

_CONFIDENCE = (
    "How often such a hearing is right: a share counted on our labelled texts, an optimistic one, "
    "since the rules were adjusted on the same texts"
)
_EXAMPLE: JsonDict = {
    "text": "laver trap, ikke jazz",
    "understood": [
        {
            "field": "genres",
            "code": "trap",
            "label_da": "Trap",
            "label_en": "Trap",
            "phrase": "trap",
            "start": 6,
            "end": 10,
            "confidence": 0.96,
            "how": "exact",
            "negated": False,
        },
        {
            "field": "genres",
            "code": "jazz",
            "label_da": "Jazz",
            "label_en": "Jazz",
            "phrase": "jazz",
            "start": 17,
            "end": 21,
            "confidence": 0.96,
            "how": "exact",
            "negated": True,
        },
    ],
    "question": "Vi har forstået: Trap, men ikke Jazz. Passer det?",
}


class HearBody(Body):
    """A label or a running text, Danish or English; ``lang`` is that of the question."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "laver trap, ikke jazz"}]})

    text: LongText
    lang: Language | None = None


class HearingBody(Body):
    """A term that the text names; ``phrase`` stands in it from ``start`` up to ``end``."""

    field: str
    code: str
    label_da: str
    label_en: str
    phrase: str
    start: int
    end: int
    confidence: Annotated[float, Field(ge=0, le=1, description=_CONFIDENCE)]
    how: How
    negated: Annotated[bool, Field(description="The text says no to it")]


class UnderstoodBody(Body):
    """What was understood of ``text``, and the question whether it is right."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    text: str
    understood: tuple[HearingBody, ...]
    question: Annotated[str | None, Field(description="None where nothing was understood")]


@router.post(
    "/vocabulary/hear",
    summary="Hear which terms a text names",
    response_model=UnderstoodBody,
    responses=answers(200, "The terms, and a question") | problems(401, 403, 413, 415, 422),
    openapi_extra=guarded_by(Action.HEAR_TERMS),
)
def hear_terms(body: HearBody, asking: Asked) -> Response:
    """Roles, genres, goals and conditions, however they are spelled; nothing is kept. Ask the
    question before anything of it goes into a profile."""
    found = understand(body.text, asking.desk.words)
    return _answer(found, lang=body.lang or asking.lang)


@router.get(
    "/talents/{talent_id}/understood",
    summary="Hear what a talent's text names and its lists lack",
    response_model=UnderstoodBody,
    responses=answers(200, "The terms, and a question") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.READ_TALENT),
)
def understood_of_talent(talent_id: IdInPath, asking: Asked) -> Response:
    """To be asked after an edit: "we understood: producer, trap: right?" """
    return _of_profile(asking, TALENT, TalentId(talent_id))


@router.get(
    "/offers/{offer_id}/understood",
    summary="Hear what an offer's text names and its lists lack",
    response_model=UnderstoodBody,
    responses=answers(200, "The terms, and a question") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.READ_OFFER),
)
def understood_of_offer(offer_id: IdInPath, asking: Asked) -> Response:
    """To be asked after an edit of the title or the description."""
    return _of_profile(asking, OFFER, OfferId(offer_id))


def _of_profile(asking: Asking, kind: ProfileKind[Any, Any, Any], key: str) -> Response:
    with reading(asking.resources.engine) as session:
        found = profiles.read(session, kind, key, principal=asking.principal)
    return _answer(understand_profile(found.value, asking.desk.words), lang=asking.lang)


def _answer(found: Understood, *, lang: Language) -> Response:
    body = {
        "text": found.text,
        "understood": [_shown(hearing) for hearing in found.hearings],
        "question": _question(found.hearings, lang=lang),
    }
    return json_answer(body, headers={"Cache-Control": "no-store", "Content-Language": lang.value})


def _shown(hearing: Hearing) -> dict[str, Any]:
    name = partial(label, hearing.field, hearing.code)
    return {
        "field": hearing.field,
        "code": hearing.code,
        "label_da": name(lang=Language.DA),
        "label_en": name(lang=Language.EN),
        "phrase": hearing.phrase,
        "start": hearing.start,
        "end": hearing.end,
        "confidence": hearing.confidence,
        "how": hearing.how,
        "negated": hearing.negated,
    }


def _question(hearings: tuple[Hearing, ...], *, lang: Language) -> str | None:
    """The sentence that asks whether it is right, with what is meant and what is turned down."""
    meant, down = (
        listing(
            tuple(
                dict.fromkeys(
                    label(h.field, h.code, lang=lang) for h in hearings if h.negated is no
                )
            ),
            lang=lang,
        )
        for no in (False, True)
    )
    if not (meant or down):
        return None
    code = "understood_but_not" if meant and down else "understood" if meant else "understood_not"
    return say(code, {"meant": meant, "down": down}, lang=lang, topic="hearing")
