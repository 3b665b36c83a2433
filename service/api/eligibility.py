"""The route of eligibility: why a talent and an offer may meet, or may not."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from matcher.domain import OfferId, TalentId
from service.actions.explain_eligibility import Asked as AskedOf
from service.actions.explain_eligibility import explain_eligibility
from service.api.answers import json_answer, said
from service.api.bodies.fields import Body
from service.api.bodies.slates import Note
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.auth import Action
from service.store.engine import reading

router = APIRouter(prefix="/v1", tags=["Recommendations"], route_class=GuardedRoute)


class EligibilityBody(Body):
    """Every rule that says no to the two; none when they may meet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "talent": "tal-0001",
                    "offer": "off-0001",
                    "eligible": False,
                    "exclusions": [
                        {
                            "code": "too_young",
                            "text": "Man skal være fyldt 18 år, når det begynder.",
                            "params": {"age": 17, "age_min": 18},
                        }
                    ],
                    "guest_fee_dkk": None,
                    "seats_left": 3,
                    "queue": 1,
                }
            ]
        }
    )

    talent: str
    offer: str
    eligible: bool
    exclusions: tuple[Note, ...]
    guest_fee_dkk: Annotated[float | None, Field(description="What the talent pays as a guest")]
    seats_left: Annotated[
        int | None,
        Field(description="Seats of the offer that nobody holds; none where there is no limit"),
    ]
    queue: Annotated[
        int,
        Field(description="How many have applied for the offer or are invited, without answer yet"),
    ]


@router.get(
    "/offers/{offer_id}/talents/{talent_id}/eligibility",
    summary="Explain whether a talent may join an offer",
    response_model=EligibilityBody,
    responses=answers(200, "The rules that say no, or none") | problems(401, 403, 404),
    openapi_extra=guarded_by(Action.EXPLAIN_ELIGIBILITY),
)
def eligibility(offer_id: IdInPath, talent_id: IdInPath, asking: Asked) -> Response:
    """Why is this person, or this offer, not in the list? Organisations are told no more of a
    person than they know."""
    resources = asking.resources
    asked = AskedOf(
        talent=TalentId(talent_id),
        offer=OfferId(offer_id),
        principal=asking.principal,
        now=resources.clock(),
    )
    with reading(resources.engine) as session:
        found = explain_eligibility(session, asked, rules=resources.rules, words=asking.desk.words)
    lang = asking.lang
    body = {
        "talent": talent_id,
        "offer": offer_id,
        "eligible": not found.exclusions,
        "exclusions": [said(one, lang=lang, topic="exclusions") for one in found.exclusions],
        "guest_fee_dkk": found.fee,
        "seats_left": found.seats_left,
        "queue": found.queue,
    }
    return json_answer(body, headers={"Content-Language": lang.value})
