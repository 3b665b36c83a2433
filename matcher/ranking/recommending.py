"""Recommending: one pipeline for both directions, from a request to the slate that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    EligibilityContext,
    MatcherError,
    OfferId,
    Order,
    Problem,
    Side,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Unshown,
    Viewer,
)
from matcher.features import PairFacts, Pairing, Snapshot, pair_values, pairing, verdicts
from matcher.features.encoding import stable_hash
from matcher.ranking.candidates import candidate_hash, seats_left
from matcher.ranking.choosing import Chooser, Chosen, DiversityConfig
from matcher.ranking.explanation import explain, facts_only
from matcher.ranking.exploration import ExplorationConfig
from matcher.ranking.glass_box import GlassBox, Places, Scores, probability
from matcher.ranking.reasons import Reasons

BEYOND_MAX_KM = "beyond_max_km"
PROFILING_OBJECTED = "profiling_objected"
_FARTHEST_KM = 20_100.0
_LONGEST_AGO = -1_000_000.0


class UnknownSubject(MatcherError):
    """The talent or offer for which was asked is not there."""


@dataclass(frozen=True, eq=False, slots=True)
class _Fit:
    """What the model says of all candidates: cells, places in its tables, both sides' odds."""

    cells: Places
    places: Places
    log_odds: Mapping[Side, Scores]
    wants: Scores
    taken: Scores


@dataclass(frozen=True, eq=False, slots=True)
class _Listed:
    """What a slate holds of its list."""

    items: tuple[SlateItem, ...]
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
        3. values, cells, both sides' log-odds, score = product of the two probabilities;
        4. order, ties by seed, diversity, exploration, limit; 5. explanation of what is left.
        Raises ``UnknownSubject``.
        """
        everybody = _subject(snapshot, request)
        answer = verdicts(everybody, context)
        eligible = everybody.keep(answer.eligible())
        exclusions = answer.counts()
        asked = _filtered(eligible, request, context, exclusions)
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
            exploration=listed.exploration,
            unshown=listed.unshown,
        )

    def _listed(
        self, asked: Pairing, request: SlateRequest, *, context: EligibilityContext, seed: int
    ) -> _Listed:
        if request.order is not Order.FIT:
            score = _plain_score(asked, request, context)
            chosen = self._chooser.best(asked, score, request=request, seed=seed)
            return _Listed(_plain_items(asked, score, chosen, context=context))
        fit = self._fit(asked, context)
        chosen = self._chosen(asked, fit, request=request, seed=seed)
        items = self._fitting(asked, fit, chosen, context=context)
        return _Listed(items, chosen.exploration, _unshown(asked, fit, chosen))

    @property
    def _chooser(self) -> Chooser:
        return Chooser(diversity=self.diversity, exploration=self.exploration)

    def _fit(self, asked: Pairing, context: EligibilityContext) -> _Fit:
        features = self.model.features
        cells = features.discretise(pair_values(asked, context, features))
        places = self.model.places(cells)
        log_odds = {side: self.model.log_odds(places, side) for side in Side}
        chances = {side: probability(odds) for side, odds in log_odds.items()}
        return _Fit(cells, places, log_odds, chances[Side.TALENT], chances[Side.PROVIDER])

    def _chosen(self, asked: Pairing, fit: _Fit, *, request: SlateRequest, seed: int) -> Chosen:
        """Drawn where that is allowed, else the best; who objected to profiling is not explored.

        Nor is the list of whoever does not want to be learned from: it would be for nothing.
        """
        chooser = self._chooser
        score = fit.wants * fit.taken
        willing = asked.talents["profiling"].all()
        willing &= not asked.for_talent or asked.talents["learning"].all()
        if not self.exploration.share or not willing:
            return chooser.best(asked, score, request=request, seed=seed)
        return chooser.drawn(
            asked,
            score,
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
        deviations: Scores = moved[0][:drawn] * moved[1][:drawn] - fit.wants[rows] * fit.taken[rows]
        return deviations

    def _fitting(
        self, asked: Pairing, fit: _Fit, chosen: Chosen, *, context: EligibilityContext
    ) -> tuple[SlateItem, ...]:
        shown = asked.keep(chosen.shown)
        reasons = Reasons(shown, context)
        explained = explain(self.model, fit.places[:, chosen.shown], reasons)
        numbers, cells = _numbers(fit, chosen), _rows_of_cells(fit, chosen.shown)
        columns = zip(shown.ids(), explained, _seats_left(shown), numbers, cells, strict=True)
        return tuple(
            SlateItem(
                id=_identity(shown, key),
                position=place + 1,
                score=score,
                wants=wants,
                taken=taken,
                contributions=why.contributions,
                reasons=why.reasons,
                notes=reasons.notes(place),
                seats_left=seats,
                propensity=propensity,
                prefix_propensity=prefix,
                cells=row,
            )
            for place, (key, why, seats, number, row) in enumerate(columns)
            for score, wants, taken, propensity, prefix in (number,)
        )


def _numbers(fit: _Fit, chosen: Chosen) -> list[list[float]]:
    """For each item the score, what it is made of, and the two propensities."""
    wants, taken = fit.wants[chosen.shown], fit.taken[chosen.shown]
    columns = [wants * taken, wants, taken, chosen.propensity, chosen.prefix]
    numbers: list[list[float]] = np.column_stack(columns).tolist()
    return numbers


def _rows_of_cells(fit: _Fit, rows: NDArray[np.intp]) -> list[tuple[int, ...]]:
    return [tuple(row) for row in fit.cells[:, rows].T.tolist()]


def _unshown(asked: Pairing, fit: _Fit, chosen: Chosen) -> tuple[Unshown, ...]:
    """The rest of the pool; nothing where a list was not drawn."""
    rows = chosen.unshown
    scores = (fit.wants[rows] * fit.taken[rows]).tolist()
    columns = zip(asked.keep(rows).ids(), scores, _rows_of_cells(fit, rows), strict=True)
    return tuple(
        Unshown(id=_identity(asked, key), score=score, cells=cells) for key, score, cells in columns
    )


def _plain_items(
    asked: Pairing, score: Scores, chosen: Chosen, *, context: EligibilityContext
) -> tuple[SlateItem, ...]:
    """Of a list that profiles nobody: no probabilities, and what is plainly so as reasons."""
    shown = asked.keep(chosen.shown)
    reasons, seats = Reasons(shown, context), _seats_left(shown)
    return tuple(
        SlateItem(
            id=_identity(shown, key),
            position=place + 1,
            score=float(score[row]),
            reasons=facts_only(reasons, place),
            notes=reasons.notes(place),
            seats_left=seats[place],
        )
        for place, (key, row) in enumerate(zip(shown.ids(), chosen.shown, strict=True))
    )


def _subject(snapshot: Snapshot, request: SlateRequest) -> Pairing:
    try:
        return pairing(snapshot, request.direction, subject=request.subject)
    except KeyError as error:
        params = {"id": str(request.subject), "direction": request.direction.value}
        raise UnknownSubject(Problem("unknown_subject", params)) from error


def _filtered(
    eligible: Pairing,
    request: SlateRequest,
    context: EligibilityContext,
    exclusions: dict[str, int],
) -> Pairing:
    """What the request itself leaves out, counted like the rules."""
    if request.max_km is not None:
        far = PairFacts(eligible, context).distance > request.max_km
        eligible = _without(eligible, far, BEYOND_MAX_KM, exclusions)
    if request.order is Order.FIT and not eligible.for_talent:
        objected = ~eligible.talents["profiling"]
        eligible = _without(eligible, objected, PROFILING_OBJECTED, exclusions)
    return eligible


def _without(
    eligible: Pairing, left_out: NDArray[np.bool_], code: str, exclusions: dict[str, int]
) -> Pairing:
    count = int(left_out.sum())
    if not count:
        return eligible
    exclusions[code] = count
    return eligible.keep(np.flatnonzero(~left_out))


def _plain_score(asked: Pairing, request: SlateRequest, context: EligibilityContext) -> Scores:
    """An order that profiles nobody: days or kilometres, unknown last."""
    if request.order is Order.NEAREST:
        km = PairFacts(asked, context).distance.astype(np.float64)
        return -np.nan_to_num(km, nan=_FARTHEST_KM)
    day = asked.offers["published"] if asked.for_talent else asked.talents["updated"]
    return np.where(day > 0, day - context.today.toordinal(), _LONGEST_AGO)


def _seats_left(pairing: Pairing) -> list[int | None]:
    left = seats_left(pairing.offers)
    return left if pairing.for_talent else left * len(pairing)


def _identity(pairing: Pairing, key: str) -> TalentId | OfferId:
    return OfferId(key) if pairing.for_talent else TalentId(key)
