"""Searching: what words find among the offers or the talents, for whoever may see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    Problem,
    SlateRequest,
)
from matcher.features import (
    Places,
    Rows,
    Snapshot,
    Verdicts,
    findable_talents,
    km_apart,
    municipality_places,
    open_offers,
    pairing,
    place_named,
    verdicts,
)
from matcher.features.encoding import stable_hash
from matcher.ranking.candidates import candidate_hash, tie_breaks
from matcher.ranking.fusion import CONSTANT, fused
from matcher.ranking.heard_terms import fields_read, has_any, terms_met
from matcher.ranking.meaning import Labels, Scores, label_likeness, text_likeness
from matcher.ranking.narrowing import BEYOND_MAX_KM
from matcher.ranking.question import Question
from matcher.ranking.recommending import UnknownSubject
from matcher.vocabulary import Hearing, Vocabularies

RANKING_OBJECTED = "ranking_objected"
OUTSIDE_AREA = "outside_area"
TURNED_DOWN = "turned_down"
_FEW = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """``deepest`` is how many places of each ranking count, ``constant`` what is added to a rank.

    A text is said to mean alike when its cosine stands ``spread`` standard deviations above the
    mean of all and is no less than ``least_cosine``; among few, when it is ``sure_cosine``. So is
    a label, at ``label_cosine``: labels are short, and many people have the same one. The packaged
    encoder puts words that have nothing to do with each other around 0.1, seldom above 0.3.
    """

    constant: int = CONSTANT
    deepest: int = 200
    spread: float = 2.0
    least_cosine: float = 0.35
    sure_cosine: float = 0.4
    label_cosine: float = 0.5

    @property
    def hash(self) -> str:
        """Names the search as a model's hash names a model."""
        return f"{stable_hash(repr(self)):016x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What the full-text index says: the scores of who holds the words, by id, and who holds words
    that were turned down."""

    scores: Mapping[str, float]
    unwanted: Collection[str] = ()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Found:
    """The chosen candidates, best first, and how the choice came about.

    ``scores`` are the fused ones; ``likeness`` is the cosine with the question, NaN where it was
    not what found the candidate.
    """

    chosen: Rows
    scores: Scores
    likeness: Scores
    candidates: int
    candidate_hash: str
    exclusions: Mapping[str, int]
    seed: int

    def ids(self) -> list[str]:
        """The ids of the chosen."""
        return [self.chosen.columns.ids[row] for row in np.asarray(self.chosen.rows)]


@dataclass(frozen=True, slots=True)
class Searcher:
    """The pipeline of searches; the same question, day and snapshot find the same."""

    words: Vocabularies
    labels: Labels
    config: SearchConfig = field(default_factory=SearchConfig)

    def find(
        self,
        snapshot: Snapshot,
        request: SlateRequest,
        *,
        question: Question,
        met: Met,
        context: EligibilityContext,
        area: frozenset[str] = frozenset(),
    ) -> Found:
        """Answer ``request``.

        Steps: 1. eligibility, counted by reason: an offer for a talent by all the rules, else by
        those that need one side alone; 2. radius, area, what is turned down; 3. three rankings,
        by words, by meaning, by terms of the vocabulary; 4. their fusion, limit. Who is not
        eligible takes no place in a ranking, so that no score tells of it. ``area`` are the
        municipalities that are searched for talents, empty for all. Raises ``UnknownSubject``.
        """
        exclusions: dict[str, int] = {}
        eligible = _eligible(snapshot, request, context, exclusions)
        eligible = self._filtered(eligible, snapshot, request, question, area, exclusions)
        likeness = self._likeness(eligible, snapshot, request, question.text)
        wanted = self._readable(question.wanted, request)
        terms = terms_met(eligible, wanted, self.words)
        scores = self._fused(_of_ids(eligible, met.scores), likeness, terms)
        seed = stable_hash(f"{request.query}|{request.near}|{self.config.hash}") >> 1
        down = _is_among(eligible, met.unwanted)
        order = np.lexsort((tie_breaks(eligible, seed), -scores, down))
        order = order[scores[order] > 0][: request.limit]
        return Found(
            chosen=_keep(eligible, order),
            scores=scores[order],
            likeness=likeness[order],
            candidates=len(eligible),
            candidate_hash=candidate_hash(eligible),
            exclusions=exclusions,
            seed=seed,
        )

    def _fused(self, *rankings: Scores) -> Scores:
        return fused(rankings, deepest=self.config.deepest, constant=self.config.constant)

    def _filtered(
        self,
        eligible: Rows,
        snapshot: Snapshot,
        request: SlateRequest,
        question: Question,
        area: frozenset[str],
        exclusions: dict[str, int],
    ) -> Rows:
        """What the request itself leaves out, counted like the rules."""
        if not request.direction.lists_offers:
            eligible = _without(eligible, ~eligible["profiling"], RANKING_OBJECTED, exclusions)
        if area:
            index = self.words.geography.index
            reached = [index[code] for code in area if code in index]
            outside = ~np.isin(eligible["municipality"], reached)
            eligible = _without(eligible, outside, OUTSIDE_AREA, exclusions)
        km = distances(eligible, snapshot, request)
        if km is not None and request.max_km is not None:
            eligible = _without(eligible, km > request.max_km, BEYOND_MAX_KM, exclusions)
        unwanted = has_any(eligible, self._readable(question.unwanted, request), self.words)
        return _without(eligible, unwanted, TURNED_DOWN, exclusions)

    def _likeness(
        self, eligible: Rows, snapshot: Snapshot, request: SlateRequest, text: str
    ) -> Scores:
        """By what the viewer may read: the text, or the labels of what stands on a card."""
        if reads_texts(request):
            found = text_likeness(eligible, snapshot.encoder.encode([text])[0])
            least = self._least(found[~np.isnan(found)])
        else:
            found = label_likeness(eligible, self.labels.near(text))
            least = self.config.label_cosine
        return np.where(found >= least, found, np.nan)

    def _least(self, known: Scores) -> float:
        """The least cosine that means something: encoders differ in what they call alike."""
        if len(known) < _FEW:
            return self.config.sure_cosine
        outstanding = float(known.mean() + self.config.spread * known.std())
        return max(self.config.least_cosine, outstanding)

    def _readable(self, heard: tuple[Hearing, ...], request: SlateRequest) -> tuple[Hearing, ...]:
        fields = fields_read(offers=request.direction.lists_offers, audience=request.audience)
        return tuple(one for one in heard if one.field in fields)


def reads_texts(request: SlateRequest) -> bool:
    """Whether who asks may read what profiles say in their own words: offers, or all as staff."""
    return request.direction.lists_offers or request.audience is not Audience.ORGANISATION


def distances(
    candidates: Rows, snapshot: Snapshot, request: SlateRequest
) -> NDArray[np.float32] | None:
    """In km from where is searched, 0 where one can join online, NaN for no place: shape (n,).

    ``None`` when nobody says from where. For organisations a person lives in the middle of the
    municipality, which is what a card tells: many searches do not add up to an address.
    """
    origin = _origin(snapshot, request)
    if origin is None:
        return None
    if reads_texts(request):
        km = km_apart(candidates["place"], origin)
    else:
        geography = snapshot.vocabularies.geography
        km = km_apart(municipality_places(geography, candidates["municipality"]), origin)
    if request.direction.lists_offers:
        km[candidates["remote"]] = 0
    return km


def _origin(snapshot: Snapshot, request: SlateRequest) -> Places | None:
    """The place that was named, else where the talent lives who searches."""
    if request.near is not None:
        return place_named(snapshot.vocabularies.geography, request.near)
    row = snapshot.talents.row_of.get(str(request.subject))
    if row is None or request.audience is not Audience.TALENT:
        return None
    return snapshot.talents["place"][[row]]


def _eligible(
    snapshot: Snapshot,
    request: SlateRequest,
    context: EligibilityContext,
    exclusions: dict[str, int],
) -> Rows:
    found = _verdicts(snapshot, request, context)
    exclusions.update(found.counts())
    columns = snapshot.offers if request.direction.lists_offers else snapshot.talents
    return Rows(columns, found.eligible())


def _verdicts(snapshot: Snapshot, request: SlateRequest, context: EligibilityContext) -> Verdicts:
    subject = str(request.subject)
    if not request.direction.lists_offers:
        organisation = request.audience is Audience.ORGANISATION
        return findable_talents(snapshot, context, seeker=subject if organisation else None)
    if request.audience is not Audience.TALENT:
        return open_offers(snapshot, context)
    if subject not in snapshot.talents.row_of:
        params = {"id": subject, "direction": request.direction.value}
        raise UnknownSubject(Problem("unknown_subject", params))
    return verdicts(pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=subject), context)


def _of_ids(candidates: Rows, scores: Mapping[str, float]) -> Scores:
    """The scores of the candidates: shape (n,), NaN for who has none."""
    whole = np.full(len(candidates.columns), np.nan)
    row_of = candidates.columns.row_of
    for key, score in scores.items():
        if key in row_of:
            whole[row_of[key]] = score
    return whole[candidates.rows]


def _is_among(candidates: Rows, ids: Collection[str]) -> NDArray[np.bool_]:
    return ~np.isnan(_of_ids(candidates, dict.fromkeys(ids, 1.0)))


def _keep(candidates: Rows, chosen: NDArray[np.intp]) -> Rows:
    return Rows(candidates.columns, np.asarray(candidates.rows)[chosen])


def _without(
    candidates: Rows, left_out: NDArray[np.bool_], code: str, exclusions: dict[str, int]
) -> Rows:
    count = int(left_out.sum())
    if not count:
        return candidates
    exclusions[code] = count
    return _keep(candidates, np.flatnonzero(~left_out))
