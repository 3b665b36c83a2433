"""The routes of the market: how it stands, and asking for a run."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from matcher.domain import OfferId
from service.actions.market import LOST_AFTER, as_of, ask
from service.actions.once import Answer
from service.api.answers import json_answer, json_bytes
from service.api.bodies.market import MARKET, RUN, MarketBody, MarketRunBody
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.writing import AttemptGiven, write
from service.auth import Action
from service.errors import Code, ServiceError
from service.store import market
from service.store.engine import reading
from service.store.market import MarketRun, OfferPrice

router = APIRouter(prefix="/v1/market", tags=["Market"], route_class=GuardedRoute)

MOST_CROWDED = 20

RunInPath = Annotated[str, Path(max_length=200, description="The run's id")]


@router.get(
    "",
    summary="How the market stands",
    response_model=MarketBody,
    responses=answers(200, "The last run and the most crowded offers", example=MARKET)
    | problems(401, 403, 503),
    openapi_extra=guarded_by(Action.READ_MARKET),
)
async def read_market(asking: Asked) -> Response:
    """Which run lists go by, what came of it, and what more want than there are seats for. Of
    people there are only numbers."""
    live = asking.resources.live
    await live.refresh()
    under_way = await run_in_threadpool(_under_way, asking)
    crowded = [price for price in live.prices if price.free < 1][:MOST_CROWDED]
    return json_answer(
        {
            "on": live.uses_market,
            "last": None if live.market is None else run_body(live.market),
            "under_way": None if under_way is None else run_body(under_way),
            "crowded": [_crowded(price, asking) for price in crowded],
        }
    )


@router.post(
    "/runs",
    summary="Ask for a market run",
    status_code=202,
    response_model=MarketRunBody,
    responses=answers(202, "Asked for; it begins at once", example=RUN)
    | problems(401, 403, 409, 422, 503),
    openapi_extra=guarded_by(Action.RUN_MARKET),
)
def ask_for_run(asking: Asked, attempt: AttemptGiven) -> Response:
    """Runs come by themselves, every night and when seats have changed much. One that is asked for
    outlives a restart; where one waits to begin already, that one is answered."""
    resources = asking.resources
    if not resources.live.uses_market:
        raise ServiceError(Code.MARKET_OFF, 409)

    wanted = MarketRun(
        id=resources.new_id("mkt"), asked_at=resources.clock(), asked_by=asking.principal.key
    )
    answer = write(asking, attempt, act=partial(_asked, run=wanted))
    resources.bell.ring()
    return answer


@router.get(
    "/runs/{run_id}",
    summary="Read a market run",
    response_model=MarketRunBody,
    responses=answers(200, "The run", example=RUN) | problems(401, 403, 404, 422),
    openapi_extra=guarded_by(Action.READ_MARKET),
)
def read_run(run_id: RunInPath, asking: Asked) -> Response:
    """Whether it is done, and what came of it; `interrupted` is one whose process died in the
    middle, which is not begun anew: ask for another. Runs are kept for 90 days, the one that counts
    for as long as it does."""
    with reading(asking.resources.engine) as session:
        run = market.get(session, run_id)
    if run is None:
        raise ServiceError(Code.UNKNOWN_MARKET_RUN, 404, params={"run": run_id})
    return json_answer(run_body(as_of(run, asking.resources.clock())))


def run_body(run: MarketRun) -> dict[str, Any]:
    """A run as it is answered."""
    return {
        "id": run.id,
        "state": run.state,
        "asked_at": run.asked_at,
        "asked_by": run.asked_by,
        "begun_at": run.begun_at,
        "ended_at": run.ended_at,
        "model": run.model_hash,
        "figures": dict(run.figures) or None,
    }


def _under_way(asking: Asking) -> MarketRun | None:
    with reading(asking.resources.engine) as session:
        return market.under_way(session, lost_before=asking.resources.clock() - LOST_AFTER)


def _crowded(price: OfferPrice, asking: Asking) -> dict[str, Any]:
    card = asking.resources.live.offers.get(OfferId(price.offer))
    return {
        "offer": {"id": price.offer, "title": card.title if card else None},
        "still_free": price.free,
        "expected": price.load,
        "seats_left": price.seats,
        "queue": price.queue,
    }


def _asked(session: Session, run: MarketRun) -> Answer:
    """Told with the address of the run that will be made, which may be one that waits already."""
    told = ask(session, run)
    headers = {"Location": f"/v1/market/runs/{told.id}"}
    return Answer(status=202, body=json_bytes(run_body(told)), headers=headers)
