"""The reference: what a model is expected to show, for whoever watches whether that has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import EventKind, Side
from matcher.features import FeatureList
from matcher.ranking.drift import TENTHS, stability_index
from matcher.ranking.glass_box import GlassBox
from training.data import Exposures, Log
from training.learn.first_places import first_places, scores
from training.registry.figures import plain

DONE = (EventKind.VIEW.value, EventKind.APPLY.value, EventKind.ACCEPT.value)


@dataclass(frozen=True, eq=False, kw_only=True)
class Reference:
    """Counts of each feature's cells (the missing one first) and of the tenths of the score.

    ``done`` counts views and applications that followed from a list, and acceptances.
    """

    features: Mapping[str, NDArray[np.int64]]
    score: NDArray[np.int64]
    done: Mapping[str, int]
    shown: int

    @property
    def outcomes(self) -> Mapping[str, float]:
        """Views and applications an item shown, and acceptances an application."""
        view, apply, accept = (self.done[name] for name in DONE)
        shown = max(self.shown, 1)
        taken = min(accept / max(apply, 1), 1.0)
        return dict(zip(DONE, (view / shown, apply / shown, taken), strict=True))

    def less(self, part: "Reference") -> "Reference":
        """What is left when a part of it is taken away."""
        left = {name: counts - part.features[name] for name, counts in self.features.items()}
        return Reference(
            features=left,
            score=self.score - part.score,
            done={name: count - part.done[name] for name, count in self.done.items()},
            shown=self.shown - part.shown,
        )

    def document(self) -> dict[str, Any]:
        """As the registry's ``reference.json`` has it, with shares in place of counts."""
        features = {name: _shares(counts) for name, counts in self.features.items()}
        return dict(
            plain(
                {
                    "features": features,
                    "score": _shares(self.score),
                    "outcomes": self.outcomes,
                    "shown": self.shown,
                }
            )
        )


def before_and_after(
    since: datetime, log: Log, *, seen: Exposures, model: GlassBox
) -> tuple[Reference, Reference]:
    """What ``log`` as it stood at ``since`` shows, and what came to it; ``seen`` is all of it."""
    score = scores(model, seen.cells)
    early = seen.before(since)
    before = _reference(log.until(since), seen.cells[early], score[early], model=model)
    return before, _reference(log, seen.cells, score, model=model).less(before)


def expected_of(log: Log, model: GlassBox) -> Reference:
    """What the lists of ``log`` had shown in the order of ``model``, which is near what it will.

    The order that the log was shown in is another model's: beside it, every better one has moved.
    Put in order anew is what the log holds of each list, no more: what was shown and, where it was
    explored, the pool of some thirty that the model of that time chose. What a better model brings
    from outside of that is not in it, so that some drift after a promotion is the model's own, and
    the more of it the less was explored. What was done is counted as it was.
    """
    first = first_places(log, model)
    return _reference(log, first.cells, first.score, model=model)


def _reference(
    log: Log, cells: NDArray[np.uint8], score: NDArray[np.float64], *, model: GlassBox
) -> Reference:
    tenths = np.clip((score * TENTHS).astype(np.intp), 0, TENTHS - 1)
    return Reference(
        features=_counted(cells, model.features),
        score=np.bincount(tenths, minlength=TENTHS),
        done=_done(log),
        shown=len(cells),
    )


def moved(before: Reference, after: Reference) -> dict[str, float]:
    """The population stability index of every feature, of the score and of each outcome."""
    if not before.shown or not after.shown:
        return {}
    cells = {
        name: stability_index(_real(counts), _real(after.features[name]))
        for name, counts in before.features.items()
    }
    score = stability_index(_real(before.score), _real(after.score))
    rates = {
        name: stability_index(_two(rate), _two(after.outcomes[name]))
        for name, rate in before.outcomes.items()
    }
    return {**cells, "score": score, **rates}


def _counted(cells: NDArray[np.uint8], features: FeatureList) -> dict[str, NDArray[np.int64]]:
    return {
        feature.name: np.bincount(cells[:, at], minlength=feature.cells + 1)
        for at, feature in enumerate(features.features)
    }


def _done(log: Log) -> dict[str, int]:
    """What talents did counts where it followed from a list, what providers accepted always."""
    events = log.events
    side, kind = events["side"].cast(pa.string()), events["kind"].cast(pa.string())
    named = pc.and_(pc.equal(side, Side.TALENT.value), pc.is_valid(events["slate"]))
    provided = pc.equal(side, Side.PROVIDER.value)
    counted = zip(DONE, (named, named, provided), strict=True)
    return {name: _count(pc.and_(whose, pc.equal(kind, name))) for name, whose in counted}


def _count(mask: pa.ChunkedArray) -> int:
    return int(pc.sum(mask).as_py() or 0)


def _shares(counts: NDArray[np.int64]) -> list[float]:
    """Of nothing all cells are as likely, so that whoever reads it has a distribution."""
    total = int(counts.sum())
    even = [1 / len(counts)] * len(counts)
    return [count / total for count in counts.tolist()] if total else even


def _real(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return counts.astype(np.float64)


def _two(rate: float) -> NDArray[np.float64]:
    chance = min(max(rate, 0.0), 1.0)
    return np.array([chance, 1 - chance])
