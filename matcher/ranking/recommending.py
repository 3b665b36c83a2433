"""Recommending: one pipeline for both directions, from a request to the slate that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    EligibilityContext,
    MatcherError,
    Order,
    Problem,
    Side,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    Unshown,
    Viewer,
)
from matcher.features import Pairing, Snapshot, pair_values, pairing, verdicts
from matcher.features.encoding import stable_hash
from matcher.ranking.candidates import candidate_hash, identity, seats_and_queues
from matcher.ranking.choosing import Chooser, Chosen, DiversityConfig
from matcher.ranking.explanation import explain
from matcher.ranking.exploration import ExplorationConfig
from matcher.ranking.glass_box import GlassBox, Places, Scores, probability
from matcher.ranking.narrowing import narrowed
from matcher.ranking.plain import plain_items, plain_score
from matcher.ranking.reasons import Reasons
from matcher.ranking.scarcity import crowd_notes, still_free

_SIDES = (Side.TALENT, Side.PROVIDER)


class UnknownSubject(MatcherError):
    """The talent or offer for which was asked is not there."""


@dataclass(frozen=True, eq=False, slots=True)
class _Fit:
    """What the model says of all candidates: cells, places in its tables, both sides' odds.

    ``free`` is the chance that each is still free, ``None`` where no market counts; ``score`` is
    wants x taken, times ``free`` where there is one.
    """

    cells: Places
    places: Places
    log_odds: Mapping[Side, Scores]
    wants: Scores
    taken: Scores
    free: Scores | None
    score: Scores


@dataclass(frozen=True, eq=False, slots=True)
class _Listed:
    """What a slate holds of its list."""

    items: tuple[SlateItem, ...]
    priced: bool = False
    exploration: float = 0.0
    unshown: tuple[Unshown, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommender:
    """The pipeline with its model; the same request, day and snapshot give the same slate."""

    model: GlassBox
    diversity: DiversityConfig = field(default_factory=DiversityConfig)
    exploration: ExplorationConfig = field(default_factory=ExplorationConfig)

    def recommend(
        self,
        snapshot: Snapshot,
        request: SlateRequest,
        *,
        slate_id: SlateId,
        viewer: Viewer,
        at: datetime,
        context: EligibilityContext,
    ) -> Slate:
        """Answer ``request``.

        Steps: 1. eligibility of all candidates, counted by reason; 2. the request's own filters;
        3. values, cells, both sides' log-odds, score = product of the two probabilities and, where
        a market counts, of the chance that a seat is still free; 4. order, ties by seed, diversity,
        exploration, limit; 5. explanation of what is left. Raises ``UnknownSubject``.
        """
        everybody = _subject(snapshot, request)
        answer = verdicts(everybody, context)
        exclusions = answer.counts()
        asked = narrowed(everybody.keep(answer.eligible()), request, context, exclusions)
        seed = stable_hash(f"{request.subject}|{context.today}|{self.model.hash}") >> 1
        listed = self._listed(asked, request, context=context, seed=seed)
        return Slate(
            id=slate_id,
            at=at,
            viewer=viewer,
            request=request,
            model_hash=self.model.hash,
            schema_hash=self.model.features.hash,
            seed=seed,
            candidates=len(asked),
            candidate_hash=candidate_hash(asked.candidates),
            exclusions=exclusions,
            items=listed.items,
            encoder_hash=snapshot.encoder.hash,
            market_run=snapshot.market_run if listed.priced else None,
            exploration=listed.exploration,
            unshown=listed.unshown,
        )

    def _listed(
        self, asked: Pairing, request: SlateRequest, *, context: EligibilityContext, seed: int
    ) -> _Listed:
        if request.order is not Order.FIT:
            score = plain_score(asked, request, context)
            chosen = self._chooser.best(asked, score, request=request, seed=seed)
            return _Listed(plain_items(asked, score, chosen, context=context))
        fit = self._fit(asked, request, context)
        chosen = self._chosen(asked, fit, request=request, seed=seed)
        items = self._fitting(asked, fit, chosen, context=context)
        unshown = _unshown(asked, fit, chosen)
        return _Listed(items, fit.free is not None, chosen.exploration, unshown)

    @property
    def _chooser(self) -> Chooser:
        return Chooser(diversity=self.diversity, exploration=self.exploration)

    def values(self, asked: Pairing, context: EligibilityContext) -> tuple[Scores, Scores]:
        """Of each candidate the probabilities that the person wants it, and would be taken."""
        features = self.model.features
        places = self.model.places(features.discretise(pair_values(asked, context, features)))
        wants, taken = (probability(self.model.log_odds(places, side)) for side in _SIDES)
        return wants, taken

    def _fit(self, asked: Pairing, request: SlateRequest, context: EligibilityContext) -> _Fit:
        features = self.model.features
        cells = features.discretise(pair_values(asked, context, features))
        places = self.model.places(cells)
        log_odds = {side: self.model.log_odds(places, side) for side in Side}
        wants, taken = (probability(log_odds[side]) for side in _SIDES)
        free, score = still_free(asked, request), wants * taken
        if free is not None:
            score *= free
        return _Fit(cells, places, log_odds, wants, taken, free, score)

    def _chosen(self, asked: Pairing, fit: _Fit, *, request: SlateRequest, seed: int) -> Chosen:
        """Drawn where that is allowed, else the best; who objected to profiling is not explored.

        Nor is the list of whoever does not want to be learned from: it would be for nothing.
        """
        chooser = self._chooser
        willing = asked.talents["profiling"].all()
        willing &= not asked.for_talent or asked.talents["learning"].all()
        if not self.exploration.share or not willing:
            return chooser.best(asked, fit.score, request=request, seed=seed)
        return chooser.drawn(
            asked,
            fit.score,
            request=request,
            seed=seed,
            deviations=lambda rows: self._deviations(fit, rows),
        )

    def _deviations(self, fit: _Fit, rows: NDArray[np.intp]) -> Scores:
        """What each posterior draw moves the scores of ``rows`` by: shape (draws, rows)."""
        moved = [
            probability(
                fit.log_odds[side][rows]
                + self.model.deviations(fit.places[:, rows], side, most=self.exploration.draws)
            )
            for side in Side
        ]
        drawn = min(map(len, moved))
        scores = moved[0][:drawn] * moved[1][:drawn]
        if fit.free is not None:
            scores *= fit.free[rows]
        deviations: Scores = scores - fit.score[rows]
        return deviations

    def _fitting(
        self, asked: Pairing, fit: _Fit, chosen: Chosen, *, context: EligibilityContext
    ) -> tuple[SlateItem, ...]:
        shown = asked.keep(chosen.shown)
        reasons = Reasons(shown, context)
        explained = explain(self.model, fit.places[:, chosen.shown], reasons)
        numbers, cells = _numbers(fit, chosen), _rows_of_cells(fit, chosen.shown)
        crowd = crowd_notes(asked, fit.wants * fit.taken, fit.free, shown=chosen.shown)
        columns = zip(shown.ids(), explained, seats_and_queues(shown), numbers, cells, strict=True)
        return tuple(
            SlateItem(
                id=identity(shown, key),
                position=place + 1,
                score=score,
                wants=wants,
                taken=taken,
                contributions=why.contributions,
                reasons=why.reasons,
                notes=(*reasons.notes(place), *crowd[place]),
                seats_left=seats,
                queue=queue,
                still_free=free,
                propensity=propensity,
                prefix_propensity=prefix,
                cells=row,
            )
            for place, (key, why, (seats, queue), number, row) in enumerate(columns)
            for score, wants, taken, free, propensity, prefix in (number,)
        )


def _numbers(fit: _Fit, chosen: Chosen) -> list[list[float]]:
    """For each item the score, what it is made of, and the two propensities."""
    rows = chosen.shown
    columns = [fit.score[rows], fit.wants[rows], fit.taken[rows], _free(fit, rows)]
    columns += [chosen.propensity, chosen.prefix]
    numbers: list[list[float]] = np.column_stack(columns).tolist()
    return numbers


def _free(fit: _Fit, rows: NDArray[np.intp]) -> Scores:
    """The chance that each of ``rows`` is still free: 1 where no market counts."""
    return np.ones(len(rows)) if fit.free is None else fit.free[rows]


def _rows_of_cells(fit: _Fit, rows: NDArray[np.intp]) -> list[tuple[int, ...]]:
    return [tuple(row) for row in fit.cells[:, rows].T.tolist()]


def _unshown(asked: Pairing, fit: _Fit, chosen: Chosen) -> tuple[Unshown, ...]:
    """The rest of the pool; nothing where a list was not drawn."""
    rows = chosen.unshown
    scores, free = fit.score[rows].tolist(), _free(fit, rows).tolist()
    columns = zip(asked.keep(rows).ids(), scores, _rows_of_cells(fit, rows), free, strict=True)
    return tuple(
        Unshown(id=identity(asked, key), score=score, cells=cells, still_free=chance)
        for key, score, cells, chance in columns
    )


def _subject(snapshot: Snapshot, request: SlateRequest) -> Pairing:
    try:
        return pairing(snapshot, request.direction, subject=request.subject)
    except KeyError as error:
        params = {"id": str(request.subject), "direction": request.direction.value}
        raise UnknownSubject(Problem("unknown_subject", params)) from error
