"""What a round is run on: the lists of both sides, who may meet whom, and the seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.domain import Audience, Direction, Exclusion, OfferId, PairState, TalentId
from matcher.domain import takes_seat as holds_seat
from matcher.features import Snapshot, pairing, verdicts
from matcher.features.eligibility import RULES
from matcher.ranking import Recommender
from service.actions.resources import Resources, Rules
from service.actions.rounds import Turn
from service.store import pairs, rounds
from service.store.offers import OFFERS
from service.store.rounds import REFUSED, Companions, Round, RoundRank, RoundWish

Key = tuple[TalentId, OfferId]

# Who has applied or was invited may be in a round too, and seats are counted here.
_NO_MATTER = frozenset({Exclusion.FULL, Exclusion.APPLIED, Exclusion.INVITED})
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
    left_out: Mapping[Key, str]
    suggested: Sequence[RoundRank]
    ranks: Mapping[Key, int]
    seats: Mapping[OfferId, int]

    @property
    def people(self) -> list[TalentId]:
        """Who wishes, in the order of the rows."""
        return list(dict.fromkeys(one.talent for one in self.wishes))


def gathered(session: Session, found: Round, *, turn: Turn, judge: Judge) -> Inputs:
    """Both sides' lists, with the rules asked again and the missing ranks suggested."""
    lists = Lists.of(session, found.id)
    wishes = tuple(one for one in lists.wished if one.offer in found.offers)
    wishing = _by_offer(found, wishes)
    ranks = {(one.talent, one.offer): one.rank for one in lists.ranked}
    # They come with the best first, so that the last of an offer is its lowest.
    lowest = {one.offer: one.rank for one in lists.ranked}
    left_out: dict[Key, str] = {}
    suggested: list[RoundRank] = []
    for offer, people in wishing.items():
        told, scores = _asked(judge, offer, people, turn=turn)
        left_out |= {(talent, offer): code for talent, code in told.items()}
        unranked = {one: value for one, value in scores.items() if (one, offer) not in ranks}
        suggested += _suggested(offer, unranked, after=1 + lowest.get(offer, REFUSED))
    return Inputs(
        round=found,
        lists=lists,
        wishes=wishes,
        left_out=left_out,
        suggested=suggested,
        ranks=ranks | {(one.talent, one.offer): one.rank for one in suggested},
        seats=_seats(session, wishing),
    )


def _asked(
    judge: Judge, offer: OfferId, wishing: Sequence[TalentId], *, turn: Turn
) -> tuple[dict[TalentId, str], dict[TalentId, float]]:
    """The rule that says no to each, and of the others how likely the offer would take them.

    Who objects to being ranked by profile gets the middle of the others' values.
    """
    snapshot = judge.snapshot
    row_of = snapshot.talents.row_of
    told = {one: GONE for one in wishing if one not in row_of}
    if offer not in snapshot.offers.row_of:
        return dict.fromkeys(wishing, GONE), {}
    context = judge.rules.context(turn.now, audience=Audience.COORDINATOR)
    everybody = pairing(snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
    codes = verdicts(everybody, context, unasked=_NO_MATTER).codes
    here = [one for one in wishing if one in row_of]
    told |= {one: RULES[codes[row_of[one]] - 1].value for one in here if codes[row_of[one]]}
    eligible = [one for one in here if one not in told]
    if not eligible:
        return told, {}
    asked = everybody.keep(np.array([row_of[one] for one in eligible], dtype=np.intp))
    _, taken = judge.recommender.values(asked, context)
    value = _without_objectors(taken, asked.talents["profiling"])
    return told, dict(zip(eligible, value.tolist(), strict=True))


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


def _by_offer(found: Round, wishes: Sequence[RoundWish]) -> dict[OfferId, list[TalentId]]:
    """Who wishes for each offer of the round."""
    wishing: dict[OfferId, list[TalentId]] = {offer: [] for offer in found.offers}
    for one in wishes:
        if one.offer in wishing:
            wishing[one.offer].append(one.talent)
    return wishing


def _seats(session: Session, wishing: Mapping[OfferId, Sequence[TalentId]]) -> dict[OfferId, int]:
    """Free seats; one that somebody outside the round was invited to is not free."""
    found = OFFERS.get_many(session, list(wishing))
    standing = pairs.standing(session, list(found))
    return {
        offer: _free(found[offer].value.capacity, standing[offer], wishing=frozenset(people))
        if offer in found
        else 0
        for offer, people in wishing.items()
    }


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
