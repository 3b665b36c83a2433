"""A cohort's outcome: what the market proposed, as the JSON that is kept and answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matcher.domain import Audience
from matcher.market.cohort import POINTS, Aim, AimKind, Change, Price, Proposal, Relaxation
from service.actions.cohort_pool import Gathered

_DECIMALS = 6
# Who would come in and go out without such an aim is whom it counts, and whom it does not.
_SECRET: Mapping[Audience, frozenset[AimKind]] = {
    Audience.COORDINATOR: frozenset({AimKind.TARGET_GROUP}),
    Audience.ORGANISATION: frozenset({AimKind.TARGET_GROUP, AimKind.AGE}),
}


def outcome_of(
    proposal: Proposal, gathered: Gathered, *, tolerance: float, audience: Audience
) -> dict[str, Any]:
    """Everything of a proposal by ids, for the eyes of ``audience``: nothing in it depends on
    rows."""
    make = _feasible if proposal.feasible else _infeasible
    found = make(proposal, gathered)
    return found | {
        "feasible": proposal.feasible,
        "candidates": list(proposal.people.ids),
        "exclusions": dict(gathered.pool.exclusions),
        "tolerance": tolerance,
        "aims": _aims(proposal, audience),
    }


def _feasible(proposal: Proposal, gathered: Gathered) -> dict[str, Any]:
    ids = proposal.people.ids
    return {
        "fit": proposal.total_fit,
        "best_fit": proposal.best / POINTS,
        "bound": proposal.bound / POINTS,
        "gap": (proposal.bound - proposal.best) / POINTS,
        "groups": proposal.panels,
        "proved": proposal.proved,
        "chance_bound": proposal.chance_bound,
        "decided": None if proposal.decided is None else proposal.decided / POINTS,
        "members": _members(proposal, gathered),
        "waiting": [
            {
                "ids": [ids[row] for row in one.rows],
                "fit": _fit_of(proposal, one.rows),
                "follows": one.follows,
            }
            for one in proposal.waiting.entries
        ],
        "chances": [round(chance, _DECIMALS) for chance in proposal.chances.tolist()],
    }


def _members(proposal: Proposal, gathered: Gathered) -> list[dict[str, Any]]:
    people, waiting, standing = proposal.people, proposal.waiting, _standing(gathered)
    return [
        {
            "id": people.ids[row],
            "fit": _own_fit(proposal, row),
            "by_lot": bool(people.by_lot[row]),
            "chance": round(float(proposal.chances[row]), _DECIMALS),
            "role": proposal.aims[role].code if role >= 0 else None,
            "standing": people.ids[row] in standing,
            "fixed": bool(people.locked[row]),
            "next": _ids(people.ids, waiting.entries[waiting.next_for[row]].rows)
            if row in waiting.next_for
            else [],
        }
        for row, role in zip(proposal.rows, proposal.role_of, strict=True)
    ]


def _holding(proposal: Proposal, gathered: Gathered) -> list[dict[str, Any]]:
    """Who was asked or has a seat stays to be seen where no group can be made around them."""
    people, standing = proposal.people, _standing(gathered)
    told: dict[str, Any] = {
        "chance": 1.0,
        "role": None,
        "standing": True,
        "fixed": True,
        "next": [],
    }
    return [
        {"id": one, "fit": _own_fit(proposal, row), "by_lot": bool(people.by_lot[row]), **told}
        for row, one in enumerate(people.ids)
        if one in standing
    ]


def _standing(gathered: Gathered) -> frozenset[str]:
    pairs = zip(gathered.pool.ids, gathered.pool.standing, strict=True)
    return frozenset(one for one, is_so in pairs if is_so)


def _own_fit(proposal: Proposal, row: int) -> float | None:
    """Nothing is said of who has objected to being ranked."""
    if proposal.people.by_lot[row]:
        return None
    return round(float(proposal.people.fit[row]), _DECIMALS)


def _fit_of(proposal: Proposal, rows: Iterable[int]) -> float | None:
    """Of people who come together, unless one of them has objected."""
    own = [_own_fit(proposal, row) for row in rows]
    known = [fit for fit in own if fit is not None]
    return round(sum(known), _DECIMALS) if len(known) == len(own) else None


def _aims(proposal: Proposal, audience: Audience) -> list[dict[str, Any]]:
    counts = {one.aim.key: one.count for one in proposal.met}
    prices, ids = {one.aim: one for one in proposal.prices}, proposal.people.ids
    secret = _SECRET[audience]
    return [
        _aim(aim)
        | {"count": counts.get(aim.key)}
        | {"price": _price(prices.get(aim.key), ids, moves=aim.kind not in secret)}
        for aim in proposal.aims
    ]


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "key": aim.key,
        "aim": aim.kind.value,
        "code": aim.code,
        "from": aim.low,
        "to": aim.high,
        "min": aim.least,
        "max": aim.most,
    }


def _price(price: Price | None, ids: Sequence[str], *, moves: bool) -> dict[str, Any] | None:
    if price is None:
        return None
    return {
        "fit": price.points / POINTS,
        "enters": _ids(ids, price.enters) if moves else [],
        "leaves": _ids(ids, price.leaves) if moves else [],
    }


def _infeasible(proposal: Proposal, gathered: Gathered) -> dict[str, Any]:
    """The smallest change of all first, then each single aim that is enough by itself."""
    return {
        "relaxation": _relaxed(proposal.smallest, proposal),
        "alternatives": [_relaxed(one, proposal) for one in proposal.alone],
        "members": _holding(proposal, gathered),
        "waiting": [],
        "chances": [],
    }


def _relaxed(found: Relaxation | None, proposal: Proposal) -> dict[str, Any] | None:
    if found is None:
        return None
    aims = {aim.key: aim for aim in proposal.aims}
    return {
        "by": found.by,
        "proved": found.proved,
        "fit": found.panel.points / POINTS,
        "changes": [_changed(change, aims[change.aim]) for change in found.changes],
    }


def _changed(change: Change, before: Aim) -> dict[str, Any]:
    after = {"new_min": change.least, "new_max": change.most, "by": change.by}
    return _aim(before) | after


def _ids(ids: Sequence[str], rows: Iterable[int]) -> list[str]:
    return [ids[row] for row in rows]
