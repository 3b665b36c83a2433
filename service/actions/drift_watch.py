"""The drift watch: what this process has shown lately, beside what its model was to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from matcher.domain import EventKind, Order, Side, Slate
from matcher.features import FeatureList
from matcher.ranking.drift import FEWEST_LISTS, Reference, Seen

# The index is reckoned anew after so many lists.
_EVERY = 25
SHOWN = "shown"
# Applications, whether they followed from a list or not: what a provider can accept.
APPLIED = "applied"
_OUTCOMES = ("view", "apply", "accept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """``indices`` and ``alarms`` by feature and for the score, none before there are lists enough;
    ``counts`` of what was shown and done lately in lists of ``model``, by its hash; ``usual`` is
    how often each outcome came about in the newest lists before the model was promoted."""

    model: str
    indices: Mapping[str, float]
    alarms: tuple[str, ...]
    counts: Mapping[str, float]
    usual: Mapping[str, float]


class DriftWatch:
    """Counts the lists of one model and what came of them; ``tell`` hears of it now and then.

    Lists are counted by the event loop, events by other threads.
    """

    def __init__(
        self,
        features: FeatureList,
        reference: Reference,
        *,
        model: str,
        tell: Callable[[Drift], None],
    ) -> None:
        self._reference = reference
        self._model = model
        self._tell = tell
        self._width = len(features.features)
        self._seen = Seen(features)
        self._done: dict[str, float] = dict.fromkeys((*_OUTCOMES, APPLIED), 0.0)
        self._lists = 0
        self._turn = Lock()

    def saw(self, slate: Slate) -> None:
        """Count a list that was answered, if this model ranked it."""
        items = slate.items
        ranked = slate.request.order is Order.FIT and slate.model_hash == self._model
        if not ranked or not items or len(items[0].cells) != self._width:
            return
        with self._turn:
            cells = [item.cells for item in items]
            # A score as the model made it: what seats cost today is no drift of the model.
            scores = [item.score / item.still_free for item in items]
            if self._seen.add(cells, scores):
                self._done = {name: count / 2 for name, count in self._done.items()}
            self._lists += 1
            if self._lists % _EVERY == 1:
                self._tell(self._now())

    def did(self, kind: EventKind, side: Side, *, named: bool) -> None:
        """Count what was done; ``named`` says whether it followed from a list.

        What talents do counts when it followed from one, what providers accept always does.
        """
        counts = named if side is Side.TALENT else kind is EventKind.ACCEPT
        with self._turn:
            self._done[APPLIED] += kind is EventKind.APPLY
            if counts and kind.value in _OUTCOMES:
                self._done[kind.value] += 1

    def now(self) -> Drift:
        """What has been counted."""
        with self._turn:
            return self._now()

    def _now(self) -> Drift:
        # An index of few lists is large by chance, and frightens for nothing.
        enough = self._lists >= FEWEST_LISTS
        return Drift(
            model=self._model,
            indices=self._seen.indices(self._reference) if enough else {},
            alarms=self._seen.alarms(self._reference),
            counts={SHOWN: self._seen.shown, **self._done},
            usual=self._reference.outcomes,
        )
