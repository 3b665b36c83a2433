"""People: the candidates for a group as columns, and which of them each aim counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.features.encoding import stable_hash
from matcher.market.cohort.aim import Aim, AimKind

Mask = NDArray[np.bool_]

_LOTS = float(1 << 64)
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Candidates, each array of shape (people,).

    ``fit`` is from 0 to 1, NaN for who has objected to being ranked. ``municipality`` holds codes,
    "" for unknown; ``level`` and ``age`` are NaN where unknown: no aim counts what is not known.
    ``fills`` says for each role that is asked for who can fill it, ``elsewhere`` who names a role
    too that is not asked for; ``declared`` for each target group that is asked for who has declared
    it. ``locked`` people are in, whatever they fit.
    """

    ids: tuple[str, ...]
    fit: NDArray[np.float64]
    municipality: NDArray[np.str_]
    level: NDArray[np.float64]
    age: NDArray[np.float64]
    newcomer: Mask
    unattached: Mask
    locked: Mask
    elsewhere: Mask
    fills: Mapping[str, Mask] = field(default_factory=dict)
    declared: Mapping[str, Mask] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def by_lot(self) -> Mask:
        """Who has no fit of their own."""
        return np.isnan(self.fit)

    def keep(self, rows: NDArray[np.intp]) -> "People":
        """Some of them, in the order of ``rows``."""
        named = {
            name: {key: mask[rows] for key, mask in getattr(self, name).items()}
            for name in ("fills", "declared")
        }
        return People(
            ids=tuple(self.ids[row] for row in rows),
            fit=self.fit[rows],
            municipality=self.municipality[rows],
            level=self.level[rows],
            age=self.age[rows],
            newcomer=self.newcomer[rows],
            unattached=self.unattached[rows],
            locked=self.locked[rows],
            elsewhere=self.elsewhere[rows],
            **named,
        )


def counted(people: People, aim: Aim) -> Mask:
    """Whom ``aim`` counts; of a role: who can fill it."""
    match aim.kind:
        case AimKind.SIZE:
            return np.ones(len(people), dtype=np.bool_)
        case AimKind.MUNICIPALITY:
            home: Mask = people.municipality == (aim.code or "")
            return home & (people.municipality != "")
        case AimKind.LEVEL:
            return _within(people.level, aim)
        case AimKind.AGE:
            return _within(people.age, aim)
        case AimKind.NEWCOMER:
            return people.newcomer
        case AimKind.NO_INSTITUTION:
            return people.unattached
        case AimKind.ROLE:
            return people.fills[aim.code or ""]
        case AimKind.TARGET_GROUP:
            return people.declared[aim.code or ""]


def spelled_out(aims: Sequence[Aim], people: People) -> tuple[Aim, ...]:
    """The aims, with one for each municipality where each is meant; a named one has its own."""
    named = {aim.code for aim in aims if aim.kind is AimKind.MUNICIPALITY and aim.code}
    homes = sorted(set(people.municipality.tolist()) - {""} - named)
    spelled: list[Aim] = []
    for aim in aims:
        each = aim.kind is AimKind.MUNICIPALITY and aim.code is None
        spelled += [replace(aim, code=home) for home in homes] if each else [aim]
    return tuple(spelled)


class LotFor(StrEnum):
    """What a lot decides. Each has lots of its own: who is drawn to a high place must not by the
    same lot be drawn last among the equals there."""

    TURN = "turn"
    PLACE = "place"


def lots(people: People, seed: int, *, decides: LotFor) -> NDArray[np.uint64]:
    """Everybody's lot: the same for a person whoever else is there, shape (people,)."""
    drawn = [stable_hash(f"{seed}|{decides}|{one}") for one in people.ids]
    return np.array(drawn, dtype=np.uint64)


def with_places_by_lot(people: People, drawn: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Everybody's fit, where whoever has none stands at a place ``drawn`` among the others.

    So nobody is profiled who has objected, and their chance is about the average candidate's.
    """
    fit = people.fit.copy()
    known = np.sort(fit[~people.by_lot])
    if not len(known):
        return np.full(len(fit), _EVEN)
    share = drawn[people.by_lot].astype(np.float64) / _LOTS
    fit[people.by_lot] = known[np.minimum((share * len(known)).astype(np.intp), len(known) - 1)]
    return fit


def _within(values: NDArray[np.float64], aim: Aim) -> Mask:
    low = -np.inf if aim.low is None else aim.low
    high = np.inf if aim.high is None else aim.high
    inside: Mask = (values >= low) & (values <= high)
    return inside
