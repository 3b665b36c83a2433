"""Metrics: what Prometheus may ask of this service."""

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from matcher.domain import Slate
from service.actions.drift_watch import Drift
from service.api.model_metrics import ModelMetrics, held, rates
from service.store.recorder import Batch

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """Counters of one process; with ``shared`` those of all its siblings are reported too."""

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "samspil_http_requests", "Requests", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "samspil_http_request_seconds", "Time", ["route"], buckets=_FAST, registry=registry
        )
        self._slates = Counter(
            "samspil_slates", "Lists answered", ["direction", "order"], registry=registry
        )
        self._items = Counter("samspil_slate_items", "Items", ["direction"], registry=registry)
        self._empty = Counter("samspil_slates_empty", "Lists", ["direction"], registry=registry)
        self._excluded = Counter(
            "samspil_exclusions", "Left out", ["direction", "reason"], registry=registry
        )
        self._events = Counter("samspil_events", "Events", ["kind", "status"], registry=registry)
        self._rows = Counter("samspil_import_rows", "Rows", ["kind", "outcome"], registry=registry)
        self._refreshes = Histogram(
            "samspil_refresh_seconds", "Refresh", buckets=_FAST, registry=registry
        )
        self._batches = Histogram(
            "samspil_recorder_batch_slates", "Slates a commit", buckets=_SIZES, registry=registry
        )
        self._waits = Histogram(
            "samspil_recorder_wait_seconds", "Longest wait", buckets=_FAST, registry=registry
        )
        self._commits = Histogram(
            "samspil_recorder_commit_seconds", "Commit", buckets=_FAST, registry=registry
        )
        self._snapshot = Gauge(
            "samspil_snapshot", "Rows", ["of"], registry=registry, multiprocess_mode="livemax"
        )
        self._vectors = _vectors(registry)
        self._encoder = ""
        self._models = ModelMetrics(registry)

    def request(self, method: str, route: str, *, status: int, seconds: float) -> None:
        """One request has been answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def slate(self, slate: Slate) -> None:
        """One list has been recorded and answered."""
        direction = slate.request.direction.value
        self._slates.labels(direction, slate.request.order.value).inc()
        self._items.labels(direction).inc(len(slate.items))
        if not slate.items:
            self._empty.labels(direction).inc()
        for reason, count in slate.exclusions.items():
            self._excluded.labels(direction, reason).inc(count)

    def event(self, kind: str, status: str) -> None:
        """One event has been recorded or refused."""
        self._events.labels(kind, status).inc()

    def rows(self, kind: str, outcome: str, *, count: int) -> None:
        """Rows of a committed import."""
        self._rows.labels(kind, outcome).inc(count)

    def refreshed(self, seconds: float) -> None:
        """The snapshot has taken over what was new."""
        self._refreshes.observe(seconds)

    def recorded(self, batch: Batch) -> None:
        """One commit of slates."""
        self._batches.observe(batch.size)
        self._waits.observe(batch.waited_s)
        self._commits.observe(batch.commit_s)

    def model(self, name: str) -> None:
        """The model of that hash serves from now on."""
        self._models.served(name)

    def model_refused(self) -> None:
        """A model that was named cannot be served."""
        self._models.refused()

    def models_folder(self, *, missing: bool) -> None:
        """Whether the folder is missing that models are to come from."""
        self._models.folder(missing=missing)

    def drifted(self, drift: Drift) -> None:
        """How far what is shown and done has moved from what its model was to show."""
        self._models.drifted(drift)

    def embedded(self, encoder: str, counts: Mapping[str, int]) -> None:
        """How many profiles have a vector of the encoder that serves; one before it has none."""
        for name, value in counts.items():
            if self._encoder not in {"", encoder}:
                self._vectors.labels(name, self._encoder).set(0)
            self._vectors.labels(name, encoder).set(value)
        self._encoder = encoder

    def exposition(self, sizes: Mapping[str, int]) -> bytes:
        """Everything in Prometheus' text format; ``sizes`` are the snapshot's of now."""
        for name, value in sizes.items():
            self._snapshot.labels(name).set(value)
        whole = self._registry
        if self._shared:
            whole = CollectorRegistry()
            multiprocess.MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
        told = held(whole)
        return generate_latest(told) + generate_latest(rates(told))


def _vectors(registry: CollectorRegistry) -> Gauge:
    return Gauge(
        "samspil_embedded_profiles",
        "Profiles with a vector of the encoder that serves",
        ["of", "encoder"],
        registry=registry,
        multiprocess_mode="livemax",
    )
