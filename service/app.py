"""The application: where everything is put together, once for each process."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from datetime import UTC, datetime
from importlib.metadata import version
from os import environ
from uuid import uuid4

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from matcher.domain import MatcherError
from matcher.ranking import ExplorationConfig, GlassBox, Labels, Recommender, Searcher, day_zero
from matcher.ranking.artefact import Artefact
from matcher.ranking.artefact import load as load_model
from matcher.vocabulary import Language, load
from service.actions.encoders import serving_encoder
from service.actions.frozen_start import freeze_live, frozen_start
from service.actions.key_ring import KeyRing
from service.actions.live import Live
from service.actions.market_keeping import keep_market
from service.actions.resources import Resources, Rules
from service.actions.serving_model import Adopting, ModelNews, ModelSource, ServingModel
from service.actions.upkeep import keep_up
from service.api import ROUTERS
from service.api.desk import Desk
from service.api.envelope import Envelope, EnvelopeConfig
from service.api.metrics import Metrics
from service.api.openapi import DescribedApi
from service.api.problems import ANSWERED, answer_error
from service.i18n import say
from service.settings import Settings
from service.store import connect
from service.store.indexing import index_profiles
from service.store.recorder import Recorder
from service.store.refusal import StoreBusy
from service.store.schema import migrate, newest

_HOUR = 3600.0
_ERRORS = logging.getLogger("samspil.errors")
# The name under which the Prometheus client looks for what its siblings count.
_SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
Clock = Callable[[], datetime]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def now() -> datetime:
    """The moment that it is."""
    return datetime.now(UTC)


def new_id(prefix: str) -> str:
    """An id that nobody can guess."""
    return f"{prefix}_{uuid4().hex}"


def factory() -> FastAPI:
    """The application as each worker of ``uvicorn --factory`` makes it, from the environment."""
    settings = Settings()
    tell(settings)
    return create_app(settings, started=_spare_the_collector)


def create_app(
    settings: Settings, *, clock: Clock = now, started: Callable[[], None] = lambda: None
) -> FastAPI:
    """The application; its lifespan opens the store, migrates it and loads the snapshot.

    ``started`` is called when all that is there.
    """
    metrics = Metrics(shared=_SHARED_METRICS in environ)
    app = _described(_lifespan(settings, clock=clock, metrics=metrics, started=started))
    app.state.routes = [route for router in ROUTERS for route in router.routes]
    # As they are: those of an included router are made anew, which takes a tenth of a second.
    app.router.routes.extend(app.state.routes)
    for kind in ANSWERED:
        app.add_exception_handler(kind, answer_error)
    app.add_middleware(Envelope, config=_envelope(settings), metrics=metrics)
    return app


def _described(lifespan: Lifespan) -> FastAPI:
    """The application without its routes."""
    return DescribedApi(
        title="Samspil",
        version=version("samspil"),
        description="Matchmaking between young musicians and the opportunities around them.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )


def _lifespan(
    settings: Settings, *, clock: Clock, metrics: Metrics, started: Callable[[], None]
) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        """All that the application works with is there from the start to the end, and kept up."""
        with _told(), composed(settings, clock=clock, metrics=metrics) as resources:
            app.state.desk = _desk(settings, resources, metrics)
            async with _kept_up(resources, settings):
                started()
                gc.enable()  # `samspil serve` turns it off while everything is loaded
                yield
            del app.state.desk

    return lifespan


@contextmanager
def composed(
    settings: Settings, *, clock: Clock = now, metrics: Metrics | None = None
) -> Iterator[Resources]:
    """What a process works with: the store at its newest schema, the snapshot, the recorder.

    The snapshot is frozen again at the end, for the next start. Raises ``ArtefactRefused`` for a
    single model that does not fit, ``EncoderRefused`` for an encoder that cannot be opened.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    told = metrics or Metrics(shared=False)
    first = Artefact(_model(settings))
    with ExitStack() as stack:
        engine = connect(settings.url)
        stack.callback(engine.dispose)
        migrate(engine)
        index_profiles(engine)
        live = _live(settings, engine, told)
        stack.callback(live.close)
        stack.callback(_freeze_news, live, settings, known=live.seen)
        models = _models(settings, first, live, told)
        models.start()
        recorder = stack.enter_context(Recorder(engine, observe=told.recorded))
        yield Resources(
            engine=engine,
            live=live,
            models=models,
            searcher=Searcher(load(), Labels(load())),
            recorder=recorder,
            rules=_rules(settings),
            data_folder=settings.data_folder,
            clock=clock,
            new_id=new_id,
        )


def tell(settings: Settings) -> None:
    """Write the logs to stderr: one line of JSON for each request, errors with their traces."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("samspil")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(settings.log_level.upper())


@contextmanager
def _told() -> Iterator[None]:
    """What keeps the process from starting is said in words; the trace follows."""
    try:
        yield
    except MatcherError as error:
        _ERRORS.error(say(error.problem.code, error.problem.params, lang=Language.EN))
        raise


def _spare_the_collector() -> None:
    """What is loaded by now stays until the end: no collection need walk through it, and a request
    that meets one waits less."""
    gc.collect()
    gc.freeze()


def _model(settings: Settings) -> GlassBox:
    return day_zero() if settings.model is None else load_model(settings.model)


def _models(settings: Settings, first: Artefact, live: Live, metrics: Metrics) -> ServingModel:
    def make(model: GlassBox) -> Recommender:
        return Recommender(model, exploration=ExplorationConfig(share=settings.exploration))

    def begin(artefact: Artefact) -> Adopting:
        return Adopting(live.snapshot, live.snapshot.begin_adoption(artefact.behaviour))

    news = ModelNews(served=metrics.model, refused=metrics.model_refused, drifted=metrics.drifted)
    source = ModelSource(first=first, make=make, begin=begin, folder=settings.models)
    return ServingModel(source, news=news)


def _live(settings: Settings, engine: Engine, metrics: Metrics) -> Live:
    serving = serving_encoder(engine, settings.encoder)
    snapshot, seen = frozen_start(
        engine, settings.data_folder, words=load(), encoder=serving.encoder
    )
    live = Live(
        engine,
        snapshot,
        seen=seen,
        encoder_name=serving.name,
        uses_market=settings.market,
        observe=metrics.refreshed,
    )
    live.load()
    _freeze_news(live, settings, known=seen)
    return live


def _freeze_news(live: Live, settings: Settings, *, known: int) -> None:
    """Keep what came after ``known`` for the next start; a start without it is only slower."""
    if live.seen > known:
        with suppress(OSError, DBAPIError):
            freeze_live(live, settings.data_folder)


def _rules(settings: Settings) -> Rules:
    return Rules(
        partnership=frozenset(settings.partnership),
        guardian_below=settings.guardian_below,
        zone=settings.zone,
        learned_unasked=settings.learned_unasked,
    )


def _desk(settings: Settings, resources: Resources, metrics: Metrics) -> Desk:
    return Desk(
        resources=resources,
        keys=KeyRing(resources.engine, seconds=settings.key_cache_seconds),
        words=load(),
        metrics=metrics,
        language=settings.language,
        events_per_batch=settings.events_per_batch,
        schema=newest(),
        exploration=settings.exploration,
    )


def _envelope(settings: Settings) -> EnvelopeConfig:
    return EnvelopeConfig(
        body_limit=settings.body_limit_kb << 10,
        upload_limit=settings.upload_limit_mb << 20,
        language=settings.language,
        new_id=new_id,
    )


@asynccontextmanager
async def _kept_up(resources: Resources, settings: Settings) -> AsyncIterator[None]:
    """Upkeep goes on beside. What it is at when the end comes is awaited, never cut off: its thread
    would go on with a store that is closed, and leave a connection open."""
    end = asyncio.Event()
    kept = [_keep_up(resources, settings, end=end)]
    if settings.market:
        kept.append(keep_market(resources, end=end))
    upkeep = [asyncio.create_task(one) for one in kept]
    try:
        yield
    finally:
        end.set()
        resources.bell.ring()
        await asyncio.gather(*upkeep)


async def _keep_up(resources: Resources, settings: Settings, *, end: asyncio.Event) -> None:
    """Once an hour: throw away what has had its time, and keep the snapshot for the next start."""
    known = resources.live.seen
    while not end.is_set():
        try:
            await run_in_threadpool(keep_up, resources, receipt_days=settings.receipt_days)
        except (StoreBusy, DBAPIError):
            _ERRORS.exception("upkeep failed; the next one is in an hour")
        with suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), _HOUR)
            return
        _freeze_news(resources.live, settings, known=known)
        known = resources.live.seen
