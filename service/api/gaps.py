"""The routes of gaps: what is missing against what is offered, and wishes added up."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.actions.gaps import gap_report, wish_counts
from service.api.answers import json_answer
from service.api.bodies.fields import Body
from service.api.bodies.reports import GapsBody, WishCountsBody
from service.api.desk import Asked
from service.api.gap_tables import gaps_body, gaps_csv, wishes_body
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems, text
from service.auth import Action
from service.reports.by import By, WishedBy

router = APIRouter(prefix="/v1/reports", tags=["Reports"], route_class=GuardedRoute)

_CSV = "text/csv"


class GapsAsked(Body):
    """How the report shall be."""

    by: Annotated[By, Query(description="Terms of which list")] = By.GOAL
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


class WishesAsked(Body):
    """How the wishes shall be added up."""

    by: Annotated[WishedBy, Query(description="What is wished for")] = WishedBy.KIND
    lang: Annotated[str | None, Query(description="da or en; else Accept-Language")] = None


@router.get(
    "/gaps",
    summary="What is missing, against what is offered",
    response_model=GapsBody,
    responses=answers(200, "The cells") | problems(401, 403, 422, 503),
    openapi_extra=guarded_by(Action.SEE_GAPS),
)
async def read_gaps(asked: Annotated[GapsAsked, Query()], asking: Asked) -> Response:
    """By municipality, term and reach, the same for whoever asks. Cells of few people are hidden,
    and as many others as it takes that none can be worked out."""
    report = await gap_report(asking.resources, asked.by)
    body = gaps_body(report, lang=asking.lang)
    return json_answer(body, headers={"Content-Language": asking.lang.value})


@router.get(
    "/gaps.csv",
    summary="The same as a spreadsheet",
    response_class=Response,
    responses=text(200, _CSV, description="The cells", example="Mål;Kommune;Behov\r\n")
    | problems(401, 403, 422, 503),
    openapi_extra=guarded_by(Action.SEE_GAPS),
)
async def read_gaps_csv(asked: Annotated[GapsAsked, Query()], asking: Asked) -> Response:
    """Separated by semicolons, in UTF-8; hidden numbers are written as *."""
    report = await gap_report(asking.resources, asked.by)
    name = f'attachment; filename="gaps-{asked.by.value}.csv"'
    headers = {"Content-Disposition": name, "Content-Language": asking.lang.value}
    return Response(gaps_csv(report, lang=asking.lang), media_type=_CSV, headers=headers)


@router.get(
    "/wishes",
    summary="What talents wish for, added up",
    response_model=WishCountsBody,
    responses=answers(200, "How many people wish for what") | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.SEE_WISHES),
)
def read_wish_counts(asked: Annotated[WishesAsked, Query()], asking: Asked) -> Response:
    """For whoever can make what is missing. Nobody's own wish or words are in it."""
    resources = asking.resources
    counts = wish_counts(resources, asked.by)
    body = wishes_body(counts, asked.by, at=resources.clock(), lang=asking.lang)
    return json_answer(body, headers={"Content-Language": asking.lang.value})
