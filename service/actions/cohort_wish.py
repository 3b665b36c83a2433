"""A cohort's wish: seats, aims, who comes together; checked against the offer, kept as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from matcher.domain import Audience, Offer, Problem, group_name
from matcher.market.cohort import Aim, AimKind, repeated, unusable
from matcher.vocabulary import Vocabularies, WordList
from service.actions.visibility import AGE_STEPS
from service.errors import Code, Fault, ServiceError

MOST_TOLERANCE = 0.2


class Among(StrEnum):
    """Who is considered: everybody who is eligible, or those who applied."""

    EVERYONE = "everyone"
    APPLICANTS = "applicants"


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortWish:
    """``seats`` are places in the whole group, those that are taken already among them;
    ``together`` are ids of people who come together or not at all."""

    seats: int
    aims: tuple[Aim, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    tolerance: float = 0.0
    among: Among = Among.EVERYONE

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "seats": self.seats,
            "aims": [asdict(aim) for aim in self.aims],
            "together": [list(group) for group in self.together],
            "tolerance": self.tolerance,
            "among": self.among.value,
        }


def wish_of(stored: Mapping[str, Any]) -> CohortWish:
    """The wish as it was kept."""
    return CohortWish(
        seats=stored["seats"],
        aims=tuple(Aim(**{**aim, "kind": AimKind(aim["kind"])}) for aim in stored["aims"]),
        together=tuple(tuple(group) for group in stored["together"]),
        tolerance=stored["tolerance"],
        among=Among(stored["among"]),
    )


def require_usable(
    wish: CohortWish, offer: Offer, *, words: Vocabularies, audience: Audience
) -> None:
    """Raise ``ServiceError`` (422 ``invalid``) with everything that cannot be used.

    Whom an aim may count by what people have declared of themselves, the offer's lawful ground
    decides (needs.md, N35): without a recorded ground nobody, with a target group that one alone.
    An organisation counts only what cards show it, and ages in wide bands.
    """
    faults = (*_of_seats(wish, offer), *_of_aims(wish, offer, words, audience=audience))
    if faults:
        raise ServiceError(Code.INVALID, 422, faults=faults)


def seats_of(offer: Offer, seats: int | None) -> int:
    """The seats that are wished, else the offer's. Raises ``ServiceError`` (422 ``invalid``)."""
    if seats is None and offer.capacity is None:
        raise ServiceError(Code.INVALID, 422, faults=(Fault("#/seats", "cohort_seats_missing"),))
    return seats if seats is not None else offer.capacity or 0


def _of_seats(wish: CohortWish, offer: Offer) -> Iterator[Fault]:
    if offer.capacity is not None and wish.seats > offer.capacity:
        yield Fault("#/seats", "cohort_seats_beyond", {"capacity": offer.capacity})


def _of_aims(
    wish: CohortWish, offer: Offer, words: Vocabularies, *, audience: Audience
) -> Iterator[Fault]:
    for place, aim in enumerate(wish.aims):
        for problem in _of_aim(aim, offer, words, audience=audience):
            yield Fault(f"#/aims/{place}", problem.code, problem.params)
    again = repeated(wish.aims)
    if again is not None:
        yield Fault(f"#/aims/{again}", "aim_repeated", {"aim": wish.aims[again].kind.value})


def _of_aim(
    aim: Aim, offer: Offer, words: Vocabularies, *, audience: Audience
) -> tuple[Problem, ...]:
    hidden = _beyond_sight(aim) if audience is Audience.ORGANISATION else None
    if hidden is not None:
        return (hidden,)
    unknown = None if _own_group(aim, offer) else _unknown(aim, words)
    found = (unusable(aim), unknown, _groundless(aim, offer))
    return tuple(problem for problem in found if problem is not None)


def _beyond_sight(aim: Aim) -> Problem | None:
    """A count over few people tells of each of them, and two counts that differ by one person."""
    if aim.kind in _UNSEEN:
        return Problem("aim_for_coordinators", {"aim": aim.kind.value})
    begins = (aim.low, None if aim.high is None else aim.high + 1)
    narrow = any(age is not None and age not in AGE_STEPS for age in begins)
    if aim.kind is not AimKind.AGE or not narrow:
        return None
    lows, highs = AGE_STEPS, [age - 1 for age in AGE_STEPS]
    told = {"lows": ", ".join(map(str, lows)), "highs": ", ".join(map(str, highs))}
    return Problem("aim_age_narrow", told)


def _unknown(aim: Aim, words: Vocabularies) -> Problem | None:
    known: Mapping[AimKind, WordList] = {
        AimKind.ROLE: words.roles,
        AimKind.MUNICIPALITY: words.geography.names,
        AimKind.TARGET_GROUP: words.target_groups,
    }
    if aim.code is None or aim.kind not in known or _named(aim) in known[aim.kind]:
        return None
    told = {"code": aim.code, "list": _LISTS[aim.kind]}
    nearest = ", ".join(known[aim.kind].nearest(aim.code))
    if not nearest:
        return Problem("unknown_code", told)
    return Problem("unknown_code_near", told | {"nearest": nearest})


# On no card that an organisation sees.
_UNSEEN = frozenset({AimKind.NEWCOMER, AimKind.NO_INSTITUTION, AimKind.TARGET_GROUP})
_LISTS = {
    AimKind.ROLE: "roles",
    AimKind.MUNICIPALITY: "municipalities",
    AimKind.TARGET_GROUP: "target_groups",
}


def _named(aim: Aim) -> str:
    """What it counts, as it is compared: declarations however they are written."""
    code = aim.code or ""
    return group_name(code) if aim.kind is AimKind.TARGET_GROUP else code


def _own_group(aim: Aim, offer: Offer) -> bool:
    """Whether it counts the offer's own target group, which may be described in free words."""
    own = offer.target_group
    is_group = aim.kind is AimKind.TARGET_GROUP
    return is_group and own is not None and group_name(own) == _named(aim)


def _groundless(aim: Aim, offer: Offer) -> Problem | None:
    if aim.kind is not AimKind.TARGET_GROUP:
        return None
    if not offer.target_ground:
        return Problem("aim_without_ground")
    group = offer.target_group
    if group is not None and not _own_group(aim, offer):
        return Problem("aim_beyond_ground", {"group": group})
    return None
