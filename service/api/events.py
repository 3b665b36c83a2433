"""The route of events: a batch of them, each with what became of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from matcher.vocabulary import Language
from service.actions.once import Answer
from service.actions.record_events import EventDraft, EventOutcome, Unreadable, record_event
from service.actions.resources import Resources
from service.api.acting import acting_of
from service.api.answers import json_bytes
from service.api.bodies.events import EventBatch, EventResults
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.problems import fault_body
from service.api.writing import AttemptGiven, write
from service.auth import Action
from service.errors import Code, Fault, ServiceError
from service.i18n import say
from service.store import EventStatus

router = APIRouter(prefix="/v1/events", tags=["Events"], route_class=GuardedRoute)

_STATUSES = ("recorded", "duplicate", "refused")


@router.post(
    "",
    summary="Record events",
    response_model=EventResults,
    responses=answers(200, "What became of each event") | problems(401, 403, 413, 415, 422, 503),
    openapi_extra=guarded_by(Action.RECORD_EVENTS),
)
def record_events(batch: EventBatch, asking: Asked, attempt: AttemptGiven) -> Response:
    """In the order sent, in one transaction, each on its own: one that is refused stops no other.
    What is recorded takes effect in the very next request."""
    desk, drafts = asking.desk, batch.drafts()
    _require_few(len(drafts), most=desk.events_per_batch)
    acting = acting_of(asking)
    outcomes: list[EventOutcome] = []

    def act(session: Session) -> Answer:
        outcomes.extend(record_event(session, draft, acting=acting) for draft in drafts)
        return Answer(status=200, body=json_bytes(_results(outcomes, lang=asking.lang)))

    answer = write(asking, attempt, act=act)
    for outcome in outcomes:
        desk.metrics.event(outcome.kind.value if outcome.kind else "unknown", outcome.status)
    _watch(asking.resources, drafts, outcomes)
    return answer


def _watch(
    resources: Resources,
    drafts: Sequence[EventDraft | Unreadable],
    outcomes: Sequence[EventOutcome],
) -> None:
    """What came of the lists lately is a sign of how well the model still fits."""
    watch = resources.models.watch
    for draft, outcome in zip(drafts, outcomes, strict=False):
        if watch and isinstance(draft, EventDraft) and outcome.status == EventStatus.RECORDED:
            watch.did(draft.kind, draft.side, named=draft.recommendation is not None)


def _require_few(count: int, *, most: int) -> None:
    if count > most:
        fault = Fault("#/events", "list_too_long", {"most": most})
        raise ServiceError(Code.INVALID, 422, faults=(fault,))


def _results(outcomes: Sequence[EventOutcome], *, lang: Language) -> dict[str, Any]:
    counts = Counter(outcome.status for outcome in outcomes)
    results = [_result(outcome, lang) for outcome in outcomes]
    return {"results": results, **{status: counts[status] for status in _STATUSES}}


def _result(outcome: EventOutcome, lang: Language) -> dict[str, Any]:
    body: dict[str, Any] = {"id": outcome.id, "status": outcome.status}
    if outcome.problem is not None:
        problem = outcome.problem
        body["code"] = problem.code
        body["detail"] = say(problem.code, problem.params, lang=lang, topic="events")
        body["params"] = dict(problem.params)
    if outcome.faults:
        body["errors"] = [fault_body(fault, lang=lang) for fault in outcome.faults]
    return body
