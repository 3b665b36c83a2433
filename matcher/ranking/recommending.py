"""Recommending: one pipeline for both directions, from a request to the slate that answers it."""

from dataclasses import dataclass
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
    Viewer,
)
from matcher.features import PairFacts, Pairing, Snapshot, pair_values, pairing, verdicts
from matcher.features.encoding import stable_hash
from matcher.ranking.candidates import candidate_hash, seats_left, tie_breaks
from matcher.ranking.explanation import explain, facts_only
from matcher.ranking.glass_box import GlassBox, Places, Scores, probability
from matcher.ranking.reasons import Reasons

BEYOND_MAX_KM = "beyond_max_km"
PROFILING_OBJECTED = "profiling_objected"
_FARTHEST_KM = 20_100.0
_LONGEST_AGO = -1_000_000.0


class UnknownSubject(MatcherError):
    """The talent or offer for which was asked is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiversityConfig:
    """No organisation has more than ``per_organisation`` of the first ``head`` places."""

    head: int = 10
    per_organisation: int = 4


@dataclass(frozen=True, eq=False, slots=True)
class _Ranked:
    """The chosen candidates in order: their pairing, places in the model's tables and scores."""

    pairing: Pairing
    score: Scores
    wants: Scores | None
    taken: Scores | None
    places: Places | None


@dataclass(frozen=True, slots=True)
class Recommender:
    """The pipeline with its model; the same request, day and snapshot give the same slate."""

    model: GlassBox
    diversity: DiversityConfig = DiversityConfig()

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
        4. order, ties by seed, diversity, limit; 5. explanation of what is left.
        Raises ``UnknownSubject``.
        """
        everybody = _subject(snapshot, request)
        answer = verdicts(everybody, context)
        eligible = everybody.keep(answer.eligible())
        exclusions = answer.counts()
        asked = _filtered(eligible, request, context, exclusions)
        seed = stable_hash(f"{request.subject}|{context.today}|{self.model.hash}") >> 1
        ranked = self._ranked(asked, request, context, seed=seed)
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
            items=self._items(ranked, context),
            encoder_hash=snapshot.encoder.hash,
        )

    def _ranked(
        self, asked: Pairing, request: SlateRequest, context: EligibilityContext, *, seed: int
    ) -> _Ranked:
        if request.order is not Order.FIT:
            score = _plain_score(asked, request, context)
            chosen = self._chosen(asked, score, request, seed)
            return _Ranked(asked.keep(chosen), score[chosen], None, None, None)
        features = self.model.features
        places = self.model.places(features.discretise(pair_values(asked, context, features)))
        wants = probability(self.model.log_odds(places, Side.TALENT))
        taken = probability(self.model.log_odds(places, Side.PROVIDER))
        score = wants * taken
        chosen = self._chosen(asked, score, request, seed)
        kept = asked.keep(chosen)
        return _Ranked(kept, score[chosen], wants[chosen], taken[chosen], places[:, chosen])

    def _chosen(
        self, asked: Pairing, score: Scores, request: SlateRequest, seed: int
    ) -> NDArray[np.intp]:
        """Places of the candidates that are shown, best first."""
        order = np.lexsort((tie_breaks(asked.candidates, seed), -score))
        if request.order is Order.FIT and request.min_score > 0:
            order = order[score[order] >= request.min_score]
        spread = request.diverse and asked.for_talent
        return self._spread(asked, order, request.limit) if spread else order[: request.limit]

    def _spread(self, asked: Pairing, order: NDArray[np.intp], limit: int) -> NDArray[np.intp]:
        """Keep the order, but let no organisation have more than its share of the head.

        Its surplus follows once the head is full. Where there is too little else to fill the
        head, the list is shorter: fewer rather than more of the same.
        """
        head_size = min(self.diversity.head, limit)
        counts: dict[int, int] = {}
        head: list[int] = []
        waiting: list[int] = []
        for place, owner in enumerate(asked.offers["organisation"][order].tolist()):
            if len(head) == head_size:
                break
            counts[owner] = counts.get(owner, 0) + 1
            surplus = counts[owner] > self.diversity.per_organisation
            (waiting if surplus else head).append(place)
        if len(head) < self.diversity.head:
            return order[head]
        rest = [*waiting, *range(len(head) + len(waiting), len(order))]
        return order[[*head, *rest[: limit - len(head)]]]

    def _items(self, ranked: _Ranked, context: EligibilityContext) -> tuple[SlateItem, ...]:
        reasons = Reasons(ranked.pairing, context)
        ids = ranked.pairing.ids()
        seats = _seats_left(ranked.pairing)
        if ranked.places is None or ranked.wants is None or ranked.taken is None:
            return tuple(
                SlateItem(
                    id=_identity(ranked.pairing, key),
                    position=place + 1,
                    score=float(ranked.score[place]),
                    reasons=facts_only(reasons, place),
                    notes=reasons.notes(place),
                    seats_left=seats[place],
                )
                for place, key in enumerate(ids)
            )
        explained = explain(self.model, ranked.places, reasons)
        return tuple(
            SlateItem(
                id=_identity(ranked.pairing, key),
                position=place + 1,
                score=float(ranked.score[place]),
                wants=float(ranked.wants[place]),
                taken=float(ranked.taken[place]),
                contributions=explained[place].contributions,
                reasons=explained[place].reasons,
                notes=reasons.notes(place),
                seats_left=seats[place],
            )
            for place, key in enumerate(ids)
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
