"""The run of a round: both sides' lists made into a proposal, with all that speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.domain import Side
from matcher.market.blocking import blocking_pairs
from matcher.market.couples import Placed, place_together
from matcher.market.group import together
from matcher.market.lottery import Lottery
from matcher.market.stable import (
    NOBODY,
    Ints,
    Matching,
    Priorities,
    Wishes,
    priorities,
    stable_matching,
)
from matcher.market.tickets import tickets
from service.actions.round_inputs import Inputs, Judge, Lists, gathered
from service.actions.round_wishes import groups
from service.actions.rounds import Turn, managed, require_unsettled
from service.errors import Code, ServiceError
from service.store import rounds
from service.store.rounds import REFUSED, Round, RoundState, RoundWish


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A proposal that nobody has kept yet: what became of each wish, and the numbers."""

    inputs: Inputs
    settled: tuple[RoundWish, ...]
    outcome: Mapping[str, Any]
    model_hash: str


def work_out(session: Session, round_id: str, *, turn: Turn, judge: Judge) -> Worked:
    """Make the proposal, in a session that only reads: it may take its time.

    1. Of every wish the rules of eligibility are asked again; where one says no, it is kept.
    2. Whom an offer has not ranked comes after those whom it has, in the order in which the model
       thinks they would be taken.
    3. Ties are decided by the round's seed, and the stable matching is found; where people come
       together by the heuristic of ``matcher.market.couples``, with people proposing.

    The same lists, profiles and model give the same proposal. Raises ``ServiceError``: 404
    ``unknown_round``, 403 ``not_yours``, 409 ``round_settled``, ``round_still_open``.
    """
    found = managed(session, round_id, principal=turn.principal)
    require_unsettled(found)
    if turn.now < found.closes_at:
        params = {"closes_at": found.closes_at.astimezone(judge.rules.zone).isoformat()}
        raise ServiceError(Code.ROUND_STILL_OPEN, 409, params=params)
    inputs = gathered(session, found, turn=turn, judge=judge)
    outcome, settled = _solved(inputs, _wishes(inputs))
    return Worked(
        inputs=inputs,
        settled=tuple(settled),
        outcome=outcome,
        model_hash=judge.recommender.model.hash,
    )


def keep(session: Session, worked: Worked, *, turn: Turn) -> Round:
    """Keep the proposal: suggested ranks, what came true and what blocks with each wish, the
    numbers with the round. Nobody is asked before a coordinator publishes it.

    Raises ``ServiceError`` as ``work_out`` does, and 409 ``round_not_run`` when somebody has
    changed a list meanwhile, so that it is a proposal for what nobody says any more.
    """
    key = worked.inputs.round.id
    found = managed(session, key, principal=turn.principal)
    require_unsettled(found)
    if Lists.of(session, key) != worked.inputs.lists:
        raise ServiceError(Code.ROUND_NOT_RUN, 409)
    rounds.put_suggestions(session, key, worked.inputs.suggested)
    rounds.settle(session, key, worked.settled)
    proposed = replace(
        found,
        state=RoundState.PROPOSED,
        ran_at=turn.now,
        ran_by=turn.principal.key,
        model_hash=worked.model_hash,
        outcome=worked.outcome,
    )
    rounds.put(session, proposed)
    return proposed


def _wishes(inputs: Inputs) -> Wishes:
    offers = {offer: at for at, offer in enumerate(inputs.round.offers)}
    counts = dict.fromkeys(inputs.people, 0)
    for one in inputs.wishes:
        counts[one.talent] += 1
    return Wishes(
        starts=np.cumsum([0, *counts.values()], dtype=np.int64),
        offers=np.array([offers[one.offer] for one in inputs.wishes], dtype=np.int64),
        ranks=np.array([_rank(inputs, one) for one in inputs.wishes], dtype=np.int64),
        seats=np.array([inputs.seats[one] for one in offers], dtype=np.int64),
    )


def _rank(inputs: Inputs, one: RoundWish) -> int:
    key = (one.talent, one.offer)
    return REFUSED if key in inputs.left_out else inputs.ranks.get(key, REFUSED)


def _solved(inputs: Inputs, wishes: Wishes) -> tuple[dict[str, Any], list[RoundWish]]:
    order = priorities(wishes, _tickets(inputs), lottery=inputs.round.lottery)
    placed = _placed(inputs, wishes, order)
    side = Side.TALENT if placed else inputs.round.side
    matching = placed.matching if placed else stable_matching(wishes, order, side=side)
    rows = placed.rows if placed else blocking_pairs(wishes, matching).rows
    blocking = {*rows.tolist(), *(row for group in _groups(placed) for row in group)}
    true = set(matching.row[matching.row != NOBODY].tolist())
    settled = [
        replace(
            one,
            came_true=row in true,
            blocks=row in blocking,
            left_out=inputs.left_out.get((one.talent, one.offer)),
        )
        for row, one in enumerate(inputs.wishes)
    ]
    return _numbers(inputs, wishes, matching, placed=placed, pairs=len(rows), side=side), settled


def _tickets(inputs: Inputs) -> NDArray[np.uint64]:
    seed = inputs.round.seed
    if inputs.round.lottery is Lottery.ONE:
        return tickets(seed, inputs.people)
    offers = [one.offer for one in inputs.wishes]
    return tickets(seed, [one.talent for one in inputs.wishes], offers=offers)


def _placed(inputs: Inputs, wishes: Wishes, order: Priorities) -> Placed | None:
    """With people who come together; ``None`` where everybody comes alone.

    Groups are put in by the lot of their luckiest member.
    """
    row_of = {talent: row for row, talent in enumerate(inputs.people)}
    agreed = groups(inputs.lists.said, row_of)
    if not agreed:
        return None
    luck = dict(zip(inputs.people, tickets(inputs.round.seed, inputs.people).tolist(), strict=True))
    agreed.sort(key=lambda group: min(luck[one] for one in group))
    made = [
        together(
            wishes,
            sorted(row_of[one] for one in group),
            # One who would rather be alone than not at all is asked by nobody to wait.
            together_only=all(inputs.lists.said[one].together_only for one in group),
        )
        for group in agreed
    ]
    return place_together(wishes, order, groups=made)


def _groups(placed: Placed | None) -> tuple[tuple[int, ...], ...]:
    """The wishes of everybody in each group that blocks."""
    return placed.group_rows if placed else ()


def _numbers(
    inputs: Inputs,
    wishes: Wishes,
    matching: Matching,
    *,
    placed: Placed | None,
    pairs: int,
    side: Side,
) -> dict[str, Any]:
    places: Ints = matching.places(wishes)
    groups_blocking = len(placed.groups) if placed else 0
    return {
        "people": len(inputs.people),
        "placed": int((places != NOBODY).sum()),
        "first_wish": int((places == 0).sum()),
        "of_three_first": int(((places >= 0) & (places < 3)).sum()),
        "seats": int(wishes.seats.sum()),
        "side": side.value,
        "stable": not pairs and not groups_blocking,
        "blocking_pairs": pairs,
        "blocking_groups": groups_blocking,
        "groups": len(placed.together) if placed else 0,
        "groups_together": int((placed.together != NOBODY).sum()) if placed else 0,
        "repairs": placed.repairs if placed else 0,
        "repairs_exhausted": placed.exhausted if placed else False,
        "left_out": len(inputs.left_out),
        "suggested": len(inputs.suggested),
    }
