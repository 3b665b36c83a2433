"""Model metrics: which model serves, which was refused, and how far what it meets has drifted."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from matcher.ranking.drift import has_moved, rate_of
from service.actions.drift_watch import APPLIED, SHOWN, Drift

# Each outcome, and what it is counted of.
_CHANCES = {"view": SHOWN, "apply": SHOWN, "accept": APPLIED}
_RECENT = "samspil_recent"
_REFERENCE = "samspil_outcome_reference"
# What does not hold any more: from the files in which workers share their gauges nothing is taken.
# What holds is never below nothing, so that of several workers one that says something is heard.
_GONE = -1.0


class ModelMetrics:
    """The model's part of one process's counters.

    Of several workers the indices are the worst worker's, and the counts the sum of all: which of
    them answers a request is chance, so that one alone knows no rate.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._served = _worst("samspil_model_info", "The model that ranks", "hash", into=registry)
        self._refused = Counter(
            "samspil_model_refused", "Models that could not be served", registry=registry
        )
        self._missing = Gauge(
            "samspil_models_folder_missing",
            "1 where SAMSPIL_MODELS names no folder",
            registry=registry,
            # All workers look for the same folder: the newest answer holds.
            multiprocess_mode="livemostrecent",
        )
        moved = "Population stability index against what the model was expected to show"
        self._psi = _worst("samspil_drift_psi", moved, "of", into=registry)
        drifted = "Features and scores that have drifted"
        self._alarms = _worst("samspil_drift_alarms", drifted, into=registry)
        self._recent = Gauge(
            _RECENT, "Counted lately", ["of"], registry=registry, multiprocess_mode="livesum"
        )
        usual = "How often an outcome came about in the newest lists before the model was promoted"
        self._usual = _worst(_REFERENCE, usual, "of", into=registry)
        self._model = ""
        self._forgotten = Drift(model="", indices={}, alarms=(), counts={}, usual={})

    def served(self, model: str) -> None:
        """The one before, and what was said of it, do not count any more."""
        if self._model:
            self._served.labels(self._model).set(0)
            self._tell(self._forgotten)
        self._served.labels(model).set(1)
        self._model = model

    def refused(self) -> None:
        """One more could not be served."""
        self._refused.inc()

    def folder(self, *, missing: bool) -> None:
        """Whether the folder that the setting names is missing."""
        self._missing.set(missing)

    def drifted(self, drift: Drift) -> None:
        """What one process has counted; of a model that serves no more nothing is told.

        A list of the one before may be recorded only when the next one serves already.
        """
        if drift.model == self._model:
            self._tell(drift)

    def _tell(self, drift: Drift) -> None:
        for name, index in drift.indices.items():
            self._psi.labels(name).set(index)
        self._alarms.set(len(drift.alarms))
        for name, count in drift.counts.items():
            self._recent.labels(name).set(count)
        for name, usual in drift.usual.items():
            self._usual.labels(name).set(usual)
        self._forgotten = Drift(
            model=drift.model,
            indices=dict.fromkeys(drift.indices, _GONE),
            alarms=(),
            counts=dict.fromkeys(drift.counts, 0.0),
            usual=dict.fromkeys(drift.usual, _GONE),
        )


def _worst(name: str, text: str, *labels: str, into: CollectorRegistry) -> Gauge:
    """A gauge that tells the highest of all workers."""
    return Gauge(name, text, labels, registry=into, multiprocess_mode="livemax")


def held(whole: CollectorRegistry) -> CollectorRegistry:
    """``whole`` without what does not hold any more."""
    registry = CollectorRegistry()
    registry.register(_Held(whole))
    return registry


def rates(whole: CollectorRegistry) -> CollectorRegistry:
    """How often each outcome came about, and the alarm, of what ``whole`` has counted."""
    registry = CollectorRegistry()
    registry.register(_Rates(whole))
    return registry


class _Held(Collector):
    def __init__(self, whole: CollectorRegistry) -> None:
        self._whole = whole

    def collect(self) -> Iterator[Metric]:
        for metric in self._whole.collect():
            metric.samples = [one for one in metric.samples if one.value != _GONE]
            yield metric


class _Rates(Collector):
    """Rates are of sums, so that they can only be told when the sums are there."""

    def __init__(self, whole: CollectorRegistry) -> None:
        self._whole = whole

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges that follow from what all processes counted, as the client asks for them."""
        alarms = self._value("samspil_drift_alarms")
        rate = GaugeMetricFamily(
            "samspil_outcome_rate", "How often an outcome came about", labels=["of", "bound"]
        )
        for outcome, of in _CHANCES.items():
            count, chances = self._value(_RECENT, outcome), self._value(_RECENT, of)
            usual = self._value(_REFERENCE, outcome)
            if not chances or count is None:
                continue
            found = rate_of(count, chances)
            for bound, value in (("", found.rate), ("low", found.low), ("high", found.high)):
                rate.add_metric([outcome, bound], value)
            if usual is not None and alarms is not None:
                alarms += has_moved(usual, count, chances)
        yield rate
        alarm = GaugeMetricFamily("samspil_drift_alarm", "Whatever has drifted, outcomes too")
        alarm.add_metric([], alarms or 0)
        yield alarm

    def _value(self, name: str, of: str | None = None) -> float | None:
        return self._whole.get_sample_value(name, {} if of is None else {"of": of})
