"""Peers: people for a person, those who would want to meet each other first (N25, T6)."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Order, PeerContext, Problem, Slate, SlateRequest, TalentId
from matcher.features import (
    PeerFacts,
    Peering,
    PeerMarks,
    Snapshot,
    Way,
    peer_values,
    peer_verdicts,
    peering,
)
from matcher.ranking.glass_box import GlassBox, Scores
from matcher.ranking.mutual import (
    PEERS,
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
from matcher.ranking.narrowing import BEYOND_MAX_KM, PROFILING_OBJECTED
from matcher.ranking.peer_voices import PEER_VOICES, peer_facts_told
from matcher.ranking.recommending import UnknownSubject

_TELLING = Telling(voices=PEER_VOICES, plain=peer_facts_told, identity=TalentId)
_Asked = tuple[Peering, PeerFacts, dict[str, int]]


def _model() -> GlassBox:
    return mutual_model(PEERS)


@dataclass(frozen=True, slots=True)
class PeerRecommender:
    """The pipeline of peers; the same request, marks, day and snapshot give the same slate."""

    model: GlassBox = field(default_factory=_model)

    def recommend(
        self,
        snapshot: Snapshot,
        request: SlateRequest,
        *,
        called: Called,
        context: PeerContext,
        marks: PeerMarks,
    ) -> Slate:
        """Answer ``request``, whose subject may meet peers: the caller has seen to that.

        Steps: 1. the rules of all people, counted; 2. the request's own filters; 3. values, cells
        and log-odds both ways, score = product of the two probabilities; 4. order, ties by seed,
        limit; 5. explanation of what is left. Raises ``UnknownSubject``.
        """
        asked, facts, exclusions = self._asked(snapshot, request, context, marks)
        rows = asked.others
        candidates = MutualCandidates(
            ids=asked.ids(), keys=rows["key"], versions=rows["version"], exclusions=exclusions
        )
        if request.order is Order.FIT:
            fit = self.fit(facts)
            chosen = candidates.best(fit.score, request=request, seed=called.seed)
            shown = PeerFacts(asked.keep(chosen), marks, today=context.today)
            items = fitting_items(
                self.model, candidates, fit=fit, chosen=chosen, facts=shown, telling=_TELLING
            )
        else:
            score = _plain_score(facts, request)
            chosen = candidates.best(score, request=request, seed=called.seed)
            shown = PeerFacts(asked.keep(chosen), marks, today=context.today)
            items = plain_items(candidates, score, chosen=chosen, facts=shown, telling=_TELLING)
        return mutual_slate(self.model, request, candidates, called=called, items=items)

    def fit(self, facts: PeerFacts) -> MutualFit:
        """What the model says of all candidates of ``facts``."""
        features = self.model.features
        there = peer_values(facts, features, way=Way.THERE)
        return mutual_fit(self.model, there=there, back=peer_values(facts, features, way=Way.BACK))

    def _asked(
        self, snapshot: Snapshot, request: SlateRequest, context: PeerContext, marks: PeerMarks
    ) -> _Asked:
        try:
            everybody = peering(snapshot, str(request.subject))
        except KeyError as error:
            params = {"id": str(request.subject), "direction": request.direction.value}
            raise UnknownSubject(Problem("unknown_subject", params)) from error
        answer = peer_verdicts(everybody, context, marks)
        asked, exclusions = everybody.keep(answer.eligible()), answer.counts()
        if request.max_km is not None:
            far = PeerFacts(asked, marks, today=context.today).distance > request.max_km
            asked = _without(asked, far, BEYOND_MAX_KM, exclusions)
        if request.order is Order.FIT:
            objected = ~asked.others["profiling"]
            asked = _without(asked, objected, PROFILING_OBJECTED, exclusions)
        return asked, PeerFacts(asked, marks, today=context.today), exclusions


def _plain_score(facts: PeerFacts, request: SlateRequest) -> Scores:
    """An order that profiles nobody: days or kilometres, unknown last."""
    if request.order is Order.NEAREST:
        return -facts.distance.astype(np.float64)
    return (facts.others["updated"] - facts.today).astype(np.float64)


def _without(
    asked: Peering, left_out: NDArray[np.bool_], code: str, exclusions: dict[str, int]
) -> Peering:
    count = int(left_out.sum())
    if not count:
        return asked
    exclusions[code] = count
    return asked.keep(np.flatnonzero(~left_out))
