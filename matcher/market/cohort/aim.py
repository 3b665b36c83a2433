"""An aim: how many of a kind a group shall hold at least, and at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain import Problem


class AimKind(StrEnum):
    """What is counted: people by home, level, age on the first day, newness, house, part, or their
    own declaration; ``SIZE`` counts everybody."""

    SIZE = "size"
    MUNICIPALITY = "municipality"
    LEVEL = "level"
    AGE = "age"
    NEWCOMER = "newcomer"
    NO_INSTITUTION = "no_institution"
    ROLE = "role"
    TARGET_GROUP = "target_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """``code`` names the municipality, role or target group; a municipality without a code means
    each of them. ``low`` and ``high`` bound a band of levels or ages, both included.

    At least ``least`` and at most ``most`` people; ``None``: no bound. Of a role both count who
    holds it: each person of the group holds one role alone of those they name. ``weight`` is what
    it costs to miss the aim by one person.
    """

    kind: AimKind
    code: str | None = None
    low: int | None = None
    high: int | None = None
    least: int | None = None
    most: int | None = None
    weight: float = 1.0

    @property
    def key(self) -> str:
        """Names what is counted; no two aims of one group may have the same."""
        if self.kind in _BANDS:
            low, high = ("" if end is None else end for end in (self.low, self.high))
            return f"{self.kind}:{low}-{high}"
        return f"{self.kind}:{self.code}" if self.code is not None else self.kind.value


_BANDS = frozenset({AimKind.LEVEL, AimKind.AGE})
_CODED = frozenset({AimKind.MUNICIPALITY, AimKind.ROLE, AimKind.TARGET_GROUP})


def unusable(aim: Aim) -> Problem | None:
    """What is wrong with an aim by itself: it bounds nothing, or names what it cannot count."""
    if aim.least is None and aim.most is None:
        return Problem("aim_without_bound")
    if aim.least is not None and aim.most is not None and aim.least > aim.most:
        return Problem("aim_bounds_crossed", {"least": aim.least, "most": aim.most})
    if _band_wrong(aim):
        return Problem("aim_band_wrong", {"aim": aim.kind.value})
    optional = aim.kind is AimKind.MUNICIPALITY
    if (aim.code is not None and aim.kind not in _CODED) or (
        aim.code is None and aim.kind in _CODED and not optional
    ):
        return Problem("aim_code_wrong", {"aim": aim.kind.value})
    return None


def repeated(aims: Sequence[Aim]) -> int | None:
    """The place of the first aim that counts what one before it counts."""
    keys = [aim.key for aim in aims]
    return next((place for place, key in enumerate(keys) if key in keys[:place]), None)


def _band_wrong(aim: Aim) -> bool:
    stated = [end for end in (aim.low, aim.high) if end is not None]
    if aim.kind not in _BANDS:
        return bool(stated)
    return not stated or stated != sorted(stated)
