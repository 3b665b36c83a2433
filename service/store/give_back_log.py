"""The log of give-backs: every step, by whom and when; it goes with the give-back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from matcher.domain import GiveBackActor, GiveBackState, GiveBackStep, OfferId
from service.store.batches import batches
from service.store.engine import require_write
from service.store.tables import GiveBackStepRow

_STEPS = GiveBackStepRow.table()
_T = GiveBackStep

SLOT_LEFT = frozenset({_T.RELEASE, _T.WAIVE, _T.DECLINE})
"""The steps by which somebody leaves the slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """One line of a give-back's log: what was done by whom with which key, and what came of it."""

    give_back: str
    step: GiveBackStep
    state: GiveBackState
    actor: GiveBackActor
    key: str
    at: datetime
    slot: OfferId | None = None
    reason: str | None = None


def add_many(session: Session, steps: Sequence[StepTaken]) -> None:
    """Write steps down, in the transaction that takes them."""
    require_write(session)
    if steps:
        session.execute(insert(_STEPS), [_step_row(step) for step in steps])


def of(session: Session, key: str) -> list[StepTaken]:
    """The log of a give-back, in its order."""
    rows = session.execute(select(_STEPS).where(_STEPS.c.give_back == key).order_by(_STEPS.c.seq))
    return [_taken(row) for row in rows]


def of_leavers(
    session: Session, slots: Sequence[OfferId], *, since: datetime
) -> list[list[StepTaken]]:
    """The whole logs, each in its order, of the give-backs that left one of ``slots`` since."""
    logs: defaultdict[str, list[StepTaken]] = defaultdict(list)
    left = _STEPS.alias()
    for some in batches(slots):
        leavers = select(left.c.give_back).where(
            left.c.slot.in_(some), left.c.step.in_(SLOT_LEFT), left.c.at >= since
        )
        chosen = select(_STEPS).where(_STEPS.c.give_back.in_(leavers)).order_by(_STEPS.c.seq)
        found = [_taken(row) for row in session.execute(chosen)]
        logs.update({step.give_back: [] for step in found})
        for step in found:
            logs[step.give_back].append(step)
    return list(logs.values())


def left(session: Session, keys: Sequence[str]) -> dict[str, frozenset[OfferId]]:
    """The slots that each of these give-backs has left, not by a matching; what the person agreed
    to or the home suggested again after that is none of them."""
    slots: dict[str, set[OfferId]] = {key: set() for key in keys}
    for some in batches(keys):
        chosen = (
            select(_STEPS.c.give_back, _STEPS.c.slot, _STEPS.c.step)
            .where(
                _STEPS.c.give_back.in_(some),
                _STEPS.c.step.in_((_T.RELEASE, _T.AGREE, _T.SUGGEST)),
                _STEPS.c.actor != GiveBackActor.MATCHING,
                _STEPS.c.slot.is_not(None),
            )
            .order_by(_STEPS.c.seq)
        )
        for key, slot, step in session.execute(chosen):
            (slots[key].add if step is _T.RELEASE else slots[key].discard)(slot)
    return {key: frozenset(some) for key, some in slots.items()}


def _taken(row: Row[*tuple[Any, ...]]) -> StepTaken:
    return StepTaken(**{name: row._mapping[name] for name in StepTaken.__slots__})


def _step_row(step: StepTaken) -> dict[str, Any]:
    return {column.name: getattr(step, column.name) for column in _STEPS.c if column.name != "seq"}
