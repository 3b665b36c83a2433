"""The routes for those who run the service: is it alive, is it ready, what does it count."""

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import ConfigDict, Field

from service.actions.readiness import readiness
from service.actions.serving_model import ModelsFolder
from service.api.answers import json_answer
from service.api.bodies.fields import Body
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems, text
from service.auth import Action

router = APIRouter(tags=["Running it"], route_class=GuardedRoute)


class Alive(Body):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: str


class Ready(Body):
    """Whether it can work, and what is missing when it cannot."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ready": True,
                    "database": True,
                    "migrations": True,
                    "snapshot": True,
                    "encoder": "4c1d0a96b7e2f358",
                    "vectors": 312,
                    "model": "9b27e1c05d3a4f68",
                    "models": "found",
                }
            ]
        }
    )

    ready: bool
    database: bool
    migrations: bool
    snapshot: bool
    encoder: Annotated[str, Field(description="The hash of the sentence encoder that serves")]
    vectors: Annotated[int, Field(description="How many profiles have a vector of it")]
    model: Annotated[str, Field(description="The hash of the model that ranks")]
    models: Annotated[
        ModelsFolder,
        Field(
            description="The folder that models come from (SAMSPIL_MODELS): not set (none), found, "
            "or missing; where it is missing, the model goes on that served before, first day zero"
        ),
    ]


@router.get(
    "/healthz",
    summary="Is the process alive?",
    response_model=Alive,
    responses=answers(200, "It is"),
    openapi_extra=guarded_by(Action.SEE_PAGES),
)
async def healthz() -> Response:
    """Asks nobody else: restart the process when this does not answer."""
    return json_answer({"status": "alive"})


@router.get(
    "/readyz",
    summary="Is the process ready?",
    response_model=Ready,
    responses=answers(200, "It is") | answers(503, "Not now"),
    openapi_extra=guarded_by(Action.SEE_PAGES),
)
async def readyz(asking: Asked) -> Response:
    """The database answers, its schema is the newest, the snapshot is loaded: send it requests."""
    live, models = asking.resources.live, asking.resources.models
    await models.refresh()
    found = await run_in_threadpool(readiness, asking.resources, newest=asking.desk.schema)
    body = {
        "ready": found.ready,
        "database": found.database,
        "migrations": found.migrations,
        "snapshot": found.snapshot,
        "encoder": live.snapshot.encoder.hash,
        "vectors": sum(live.embedded().values()),
        "model": models.hash,
        "models": models.registry.value,
    }
    return json_answer(body, status=200 if found.ready else 503)


@router.get(
    "/metrics",
    summary="What Prometheus may ask",
    response_class=Response,
    responses=text(
        200,
        CONTENT_TYPE_LATEST,
        description="Counters of all workers together",
        example='samspil_slates_total{direction="offers_for_talent",order="fit"} 12.0\n',
    )
    | problems(401, 403),
    openapi_extra=guarded_by(Action.SEE_METRICS),
)
async def metrics(asking: Asked) -> Response:
    """Give Prometheus a key of the role reader. Nothing personal is counted."""
    live, models = asking.resources.live, asking.resources.models
    await models.refresh()
    asking.desk.metrics.embedded(live.snapshot.encoder.hash, live.embedded())
    asking.desk.metrics.models_folder(missing=models.registry is ModelsFolder.MISSING)
    if models.watch is not None:
        asking.desk.metrics.drifted(models.watch.now())
    body = asking.desk.metrics.exposition(live.sizes())
    return Response(body, media_type=CONTENT_TYPE_LATEST)
