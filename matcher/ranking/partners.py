"""Partners: organisations for an organisation, those who would gain from each other first.

Shared aims, the corner of the square that is missing (N9), not yet worked together (N21), near or
from another municipality (N1): actors find actors (N37).
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Order, OrganisationId, Problem, Slate, SlateRequest
from matcher.features import (
    PartnerFacts,
    Partnering,
    Snapshot,
    Way,
    partner_values,
    partnering,
)
from matcher.features.encoding import stable_hash
from matcher.ranking.glass_box import GlassBox, Scores
from matcher.ranking.mutual import (
    PARTNERS,
    MutualFit,
    mutual_fit,
    mutual_model,
)
from matcher.ranking.mutual_slate import (
    Called,
    MutualCandidates,
    Telling,
    fitting_items,
    mutual_slate,
    plain_items,
)
from matcher.ranking.narrowing import BEYOND_MAX_KM
from matcher.ranking.partner_voices import PARTNER_VOICES, partner_facts_told
from matcher.ranking.recommending import UnknownSubject

_TELLING = Telling(voices=PARTNER_VOICES, plain=partner_facts_told, identity=OrganisationId)

Rows = NDArray[np.intp]


def _model() -> GlassBox:
    return mutual_model(PARTNERS)


@dataclass(frozen=True, slots=True)
class PartnerRecommender:
    """The pipeline of partners; the same request and snapshot give the same slate.

    As long as there are others, no corner of the square has more than ``per_corner`` of the first
    ``head`` places.
    """

    model: GlassBox = field(default_factory=_model)
    head: int = 10
    per_corner: int = 4

    def recommend(self, snapshot: Snapshot, request: SlateRequest, *, called: Called) -> Slate:
        """Answer ``request``: every organisation that is there, but those beyond ``max_km``.

        Steps as for peers. ``NEWEST`` puts those first who have done most: organisations have no
        days of their own. Raises ``UnknownSubject``.
        """
        asked, exclusions = _asked(snapshot, request)
        facts = PartnerFacts(asked)
        candidates = _candidates(asked, exclusions)
        if request.order is Order.FIT:
            fit = self.fit(facts)
            everybody = replace(request, limit=len(asked))
            order = candidates.best(fit.score, request=everybody, seed=called.seed)
            spread = self.spread(facts, order) if request.diverse else order
            chosen = spread[: request.limit]
            shown = PartnerFacts(asked.keep(chosen))
            items = fitting_items(
                self.model, candidates, fit=fit, chosen=chosen, facts=shown, telling=_TELLING
            )
        else:
            score = _plain_score(facts, request)
            chosen = candidates.best(score, request=request, seed=called.seed)
            shown = PartnerFacts(asked.keep(chosen))
            items = plain_items(candidates, score, chosen=chosen, facts=shown, telling=_TELLING)
        return mutual_slate(self.model, request, candidates, called=called, items=items)

    def spread(self, facts: PartnerFacts, order: Rows) -> Rows:
        """The order with no more than ``per_corner`` of one corner in its head; the others follow.

        A venue that lacks a music school and a club is to see both.
        """
        corners = facts.corners[facts.others][order].tolist()
        counts: dict[int, int] = {}
        head: list[int] = []
        for place, corner in enumerate(corners):
            counts[corner] = counts.get(corner, 0) + 1
            if counts[corner] <= self.per_corner and len(head) < self.head:
                head.append(place)
        rest = np.ones(len(order), dtype=np.bool_)
        rest[head] = False
        return np.concatenate([order[head], order[rest]])

    def fit(self, facts: PartnerFacts) -> MutualFit:
        """What the model says of all candidates of ``facts``."""
        features = self.model.features
        there = partner_values(facts, features, way=Way.THERE)
        back = partner_values(facts, features, way=Way.BACK)
        return mutual_fit(self.model, there=there, back=back)


def _asked(snapshot: Snapshot, request: SlateRequest) -> tuple[Partnering, dict[str, int]]:
    try:
        everybody = partnering(snapshot, str(request.subject))
    except KeyError as error:
        params = {"id": str(request.subject), "direction": request.direction.value}
        raise UnknownSubject(Problem("unknown_subject", params)) from error
    if request.max_km is None:
        return everybody, {}
    far = PartnerFacts(everybody).distance > request.max_km
    left_out = int(far.sum())
    return everybody.keep(np.flatnonzero(~far)), {BEYOND_MAX_KM: left_out} if left_out else {}


def _candidates(asked: Partnering, exclusions: dict[str, int]) -> MutualCandidates:
    """Organisations have no version in memory: type and municipality are all that counts."""
    ids, columns = asked.ids(), asked.snapshot.organisations
    kinds, homes = columns["type"][asked.others], columns["municipality"][asked.others]
    versions = [
        stable_hash(f"{key}|{kind}|{home}")
        for key, kind, home in zip(ids, kinds.tolist(), homes.tolist(), strict=True)
    ]
    return MutualCandidates(
        ids=ids,
        keys=np.array([stable_hash(key) for key in ids], dtype=np.uint64),
        versions=np.array(versions, dtype=np.uint64),
        exclusions=exclusions,
    )


def _plain_score(facts: PartnerFacts, request: SlateRequest) -> Scores:
    if request.order is Order.NEAREST:
        return -facts.distance.astype(np.float64)
    return facts.counts[facts.others].astype(np.float64)
