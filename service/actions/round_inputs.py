"""What a round is run on: the lists of both sides, who may meet whom, and the seats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    Offer,
    OfferId,
    PairState,
    TalentId,
)
from matcher.domain import takes_seat as holds_seat
from matcher.features import Snapshot, pairing, verdicts
from matcher.features.eligibility import RULES
from matcher.ranking import Recommender
from service.actions.resources import Resources, Rules
from service.actions.round_rules import unasked
from service.actions.rounds import Turn
from service.store import pairs, rounds
from service.store.offers import OFFERS
from service.store.pairs import PairKey
from service.store.rounds import REFUSED, Companions, Round, RoundRank, RoundWish

GONE = "round_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who says who may meet whom, and who would be taken: of one moment, for any thread."""

    recommender: Recommender
    snapshot: Snapshot
    rules: Rules

    @classmethod
    def of(cls, resources: Resources) -> Self:
        """As everything stands now; to be called where the snapshot is kept up."""
        return cls(
            recommender=resources.recommender,
            snapshot=resources.live.snapshot.still(),
            rules=resources.rules,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """All that people and organisations have said, as it stood at one moment.

    ``wished`` are the wishes without what an earlier run made of them, ``ranked`` are the offers'
    own ranks.
    """

    wished: tuple[RoundWish, ...]
    ranked: tuple[RoundRank, ...]
    said: Mapping[TalentId, Companions]

    @classmethod
    def of(cls, session: Session, round_id: str) -> Self:
        """The lists of a round."""
        wishes, ranks = rounds.wishes(session, round_id), rounds.ranks(session, round_id)
        return cls(
            wished=tuple(
                RoundWish(talent=one.talent, offer=one.offer, place=one.place) for one in wishes
            ),
            ranked=tuple(one for one in ranks if not one.suggested),
            said=rounds.companions(session, round_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run begins with: the lists, who is left out of which and why, all ranks, seats.

    ``wishes`` are those for offers of the round: whoever wishes, in the order of the rows.
    """

    round: Round
    lists: Lists
    wishes: tuple[RoundWish, ...]
    left_out: Mapping[PairKey, str]
    suggested: Sequence[RoundRank]
    ranks: Mapping[PairKey, int]
    seats: Mapping[OfferId, int]

    @property
    def people(self) -> list[TalentId]:
        """Who wishes, in the order of the rows."""
        return list(dict.fromkeys(one.talent for one in self.wishes))


def gathered(session: Session, found: Round, *, turn: Turn, judge: Judge) -> Inputs:
    """Both sides' lists, with the rules asked again and the missing ranks suggested."""
    lists, in_snapshot = Lists.of(session, found.id), judge.snapshot.offers.row_of
    there = OFFERS.get_many(session, found.offers)
    offers = {key: one.value for key, one in there.items() if key in in_snapshot}
    context = judge.rules.context(turn.now, audience=Audience.COORDINATOR)
    wishes = tuple(one for one in lists.wished if one.offer in found.offers)
    wishing = by_offer(found, wishes)
    ranks = {(one.talent, one.offer): one.rank for one in lists.ranked}
    # They come with the best first, so that the last of an offer is its lowest.
    lowest = {one.offer: one.rank for one in lists.ranked}
    left_out: dict[PairKey, str] = {}
    suggested: list[RoundRank] = []
    for offer, people in wishing.items():
        told = dict.fromkeys(people, GONE)
        if offer in offers:
            told = _left_out(judge, offers[offer], people, context=context)
        left_out |= {(talent, offer): code for talent, code in told.items()}
        unranked = [one for one in people if one not in told and (one, offer) not in ranks]
        chances = _chances(judge, offer, unranked, context=context) if unranked else {}
        suggested += _suggested(offer, chances, after=1 + lowest.get(offer, REFUSED))
    return Inputs(
        round=found,
        lists=lists,
        wishes=wishes,
        left_out=left_out,
        suggested=suggested,
        ranks=ranks | {(one.talent, one.offer): one.rank for one in suggested},
        seats=dict.fromkeys(found.offers, 0) | free_seats(session, offers, wishing=wishing),
    )


def by_offer(found: Round, wishes: Sequence[RoundWish]) -> dict[OfferId, list[TalentId]]:
    """Who wishes for each offer of the round."""
    wishing: dict[OfferId, list[TalentId]] = {offer: [] for offer in found.offers}
    for one in wishes:
        if one.offer in wishing:
            wishing[one.offer].append(one.talent)
    return wishing


def free_seats(
    session: Session,
    offers: Mapping[OfferId, Offer],
    *,
    wishing: Mapping[OfferId, Collection[TalentId]],
    apart: Collection[PairKey] = (),
) -> dict[OfferId, int]:
    """How many each offer can give those who wish for it: one that somebody outside the round was
    invited to is not free. What stands between those in ``apart`` counts for nothing."""
    standing = pairs.standing(session, list(offers))
    outside = frozenset(apart)
    return {
        key: _free(
            offer.capacity,
            {one: state for one, state in standing[key].items() if (one, key) not in outside},
            wishing=frozenset(wishing[key]),
        )
        for key, offer in offers.items()
    }


def _left_out(
    judge: Judge, offer: Offer, wishing: Sequence[TalentId], *, context: EligibilityContext
) -> dict[TalentId, str]:
    """The rule that says no to each to whom one does."""
    row_of = judge.snapshot.talents.row_of
    everybody = pairing(judge.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer.id)
    codes = verdicts(everybody, context, unasked=unasked(offer, today=context.today)).codes
    told = {one: GONE for one in wishing if one not in row_of}
    here = [one for one in wishing if one in row_of]
    return told | {one: RULES[codes[row_of[one]] - 1].value for one in here if codes[row_of[one]]}


def _chances(
    judge: Judge, offer: OfferId, people: Sequence[TalentId], *, context: EligibilityContext
) -> dict[TalentId, float]:
    """How likely the offer would take each; who objects to being ranked by profile gets the middle
    of the others' values."""
    row_of = judge.snapshot.talents.row_of
    everybody = pairing(judge.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
    asked = everybody.keep(np.array([row_of[one] for one in people], dtype=np.intp))
    _, taken = judge.recommender.values(asked, context)
    value = _without_objectors(taken, asked.talents["profiling"])
    return dict(zip(people, value.tolist(), strict=True))


def _without_objectors(
    taken: NDArray[np.float64], profiling: NDArray[np.bool_]
) -> NDArray[np.float64]:
    middle = float(np.median(taken[profiling])) if profiling.any() else 0.0
    return np.where(profiling, taken, middle)


def _suggested(offer: OfferId, values: Mapping[TalentId, float], *, after: int) -> list[RoundRank]:
    """Ranks from ``after`` on; whose chances differ by less than a percent are equals."""
    tiers = sorted({round(value, 2) for value in values.values()}, reverse=True)
    place = {value: after + at for at, value in enumerate(tiers)}
    return [
        RoundRank(offer=offer, talent=talent, rank=place[round(value, 2)], suggested=True)
        for talent, value in values.items()
    ]


def _free(
    capacity: int | None, states: Mapping[TalentId, PairState], *, wishing: frozenset[TalentId]
) -> int:
    if capacity is None:
        return len(wishing)
    held = sum(
        holds_seat(state) or bool(state & PairState.INVITED and talent not in wishing)
        for talent, state in states.items()
    )
    return max(capacity - held, 0)
