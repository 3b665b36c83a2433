"""Mutual slates: the list of those who would want one another, as it is recorded and answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Order,
    OrganisationId,
    Problem,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.ranking.glass_box import GlassBox, Scores
from matcher.ranking.mutual import Facts, MutualFit, MutualVoice, mutual_reasons

Keys = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LAST = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """By what a list is called for: its id, who asks, when, and the seed of its ties."""

    slate_id: SlateId
    viewer: Viewer
    at: datetime
    seed: int
    encoder_hash: str | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MutualCandidates:
    """All who are eligible: ids, what names each and its version (64 bits each), the exclusions."""

    ids: list[str]
    keys: Keys
    versions: Keys
    exclusions: Mapping[str, int]

    @property
    def hash(self) -> str:
        """Names the set of candidates and their versions, in whatever order they stand."""
        both = int(np.bitwise_xor.reduce(self.versions)), int(self.versions.sum(dtype=np.uint64))
        return f"{both[0]:016x}{both[1]:016x}"

    def best(self, score: Scores, *, request: SlateRequest, seed: int) -> NDArray[np.intp]:
        """The first places, the highest score first; equals by chance, the same every time.

        What is not known (NaN) comes last.
        """
        known = np.nan_to_num(score, nan=_LAST)
        order = np.lexsort(((self.keys ^ np.uint64(seed)) * _GOLDEN, -known))
        if request.order is Order.FIT and request.min_score > 0:
            order = order[known[order] >= request.min_score]
        return order[: request.limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Generic[Facts]):
    """How those of one kind are told: what can be said for them, what is plainly so, whose id."""

    voices: Sequence[MutualVoice[Facts]]
    plain: Callable[[Facts, int], Sequence[Problem]]
    identity: Callable[[str], TalentId | OrganisationId]


def mutual_slate(
    model: GlassBox,
    request: SlateRequest,
    candidates: MutualCandidates,
    *,
    called: Called,
    items: tuple[SlateItem, ...],
) -> Slate:
    """The slate around ``items``; it is never explored."""
    return Slate(
        id=called.slate_id,
        at=called.at,
        viewer=called.viewer,
        request=request,
        model_hash=model.hash,
        schema_hash=model.features.hash,
        seed=called.seed,
        candidates=len(candidates.ids),
        candidate_hash=candidates.hash,
        exclusions=dict(candidates.exclusions),
        items=items,
        encoder_hash=called.encoder_hash,
    )


def fitting_items(
    model: GlassBox,
    candidates: MutualCandidates,
    *,
    fit: MutualFit,
    chosen: NDArray[np.intp],
    facts: Facts,
    telling: Telling[Facts],
) -> tuple[SlateItem, ...]:
    """The chosen by fit, explained; ``facts`` are of these alone, in their order.

    ``wants`` is the subject's side of each, ``taken`` the other's.
    """
    cells = fit.cells(chosen)
    reasons = mutual_reasons(
        model, fit, chosen, voices=telling.voices, facts=facts, plain=telling.plain
    )
    wants, wanted, score = (one[chosen].tolist() for one in (fit.wants, fit.wanted, fit.score))
    return tuple(
        SlateItem(
            id=telling.identity(candidates.ids[row]),
            position=place + 1,
            score=score[place],
            wants=wants[place],
            taken=wanted[place],
            contributions=reasons[place].contributions,
            reasons=reasons[place].reasons,
            cells=cells[place],
        )
        for place, row in enumerate(chosen.tolist())
    )


def plain_items(
    candidates: MutualCandidates,
    score: Scores,
    *,
    chosen: NDArray[np.intp],
    facts: Facts,
    telling: Telling[Facts],
) -> tuple[SlateItem, ...]:
    """The chosen of a list that profiles nobody, with what is plainly so; ``facts`` as above."""
    known = np.nan_to_num(score, nan=_LAST)
    return tuple(
        SlateItem(
            id=telling.identity(candidates.ids[row]),
            position=place + 1,
            score=float(known[row]),
            reasons=tuple(telling.plain(facts, place)),
        )
        for place, row in enumerate(chosen.tolist())
    )
