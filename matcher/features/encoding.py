"""Encoding: profiles as cells of columns; codes become numbers, days become integers.

Lists of codes become padded index arrays (-1: none; the first ``MAX_TERMS`` count, and people
name the most important first) or weights over a whole small vocabulary. Days are ``yyyymmdd``
integers where ages count, ordinals where distances in time do; 0 stands for "not stated".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Offer, OfferStatus, OpenTo, Talent
from matcher.features.columns import Array, Column
from matcher.features.places import unit_vector
from matcher.vocabulary import Vocabularies, WordList, load
from matcher.vocabulary.tags import wanted_tags

MAX_TERMS = 12
MAX_THEMES = 16
MAX_GROUPS = 32
MAX_PARTNERS = 100
NEVER = np.iinfo(np.int32).max
OPEN_TO = tuple(OpenTo)
NAN = float("nan")
INF = float("inf")

_SPOKEN = frozenset({"roles", "genres", "goals", "kind"})

_T = TypeVar("_T")
_Profile = Talent | Offer


@dataclass(frozen=True, slots=True)
class Cell(Generic[_T]):
    """One column and how its cell is read from a value."""

    name: str
    column: Column
    read: Callable[[_T], Any]


Cells = tuple[Cell[_T], ...]


def layout(cells: Cells[_T]) -> dict[str, Column]:
    """The columns that ``cells`` fill."""
    return {cell.name: cell.column for cell in cells}


def fill(cells: Cells[_T], values: Sequence[_T]) -> dict[str, Array]:
    """Every column for ``values``: arrays of shape (values,) or (values, width)."""
    return {cell.name: _filled(cell, values) for cell in cells}


def talent_cells(words: Vocabularies, *, group_of: Callable[[str], int]) -> Cells[Talent]:
    """The columns of talents; ``group_of`` numbers target groups."""
    return (
        *_profile_cells(words),
        Cell("born", Column(np.int32), lambda t: number(t.birth_date)),
        Cell("level", Column(np.float32, empty=NAN), lambda t: _float(t.level)),
        Cell("max_km", Column(np.float32, empty=NAN), lambda t: _accepted_km(t)),
        Cell("goals", _over(words.goals), lambda t: _stated(t.goals, words.goals)),
        Cell("wishes", _over(words.conditions), lambda t: _wishes(t, words)),
        Cell("wished", _over(words.conditions), lambda t: reached(t.conditions, words.conditions)),
        Cell("discoverable", Column(np.bool_), lambda t: t.discoverable),
        Cell("paused", Column(np.bool_), lambda t: t.paused),
        Cell("profiling", Column(np.bool_), lambda t: t.profiling),
        Cell("learning", Column(np.bool_), lambda t: t.learning),
        Cell("meets_peers", Column(np.bool_), lambda t: t.meets_peers),
        Cell("guardian_approved", Column(np.bool_), lambda t: t.guardian_approved),
        Cell(
            "declared",
            Column(np.int32, MAX_GROUPS, -1),
            lambda t: _padded(map(group_of, sorted(declared_groups(t, words))), MAX_GROUPS),
        ),
    )


def offer_cells(
    words: Vocabularies,
    *,
    organisation_of: Callable[[str], int],
    group_of: Callable[[str], int],
) -> Cells[Offer]:
    """The columns of offers, all but the seats taken, which the log decides."""
    return (
        *_profile_cells(words),
        *_offer_rules(group_of),
        Cell("organisation", Column(np.int32, empty=-1), lambda o: organisation_of(o.organisation)),
        Cell(
            "partners",
            Column(np.int32, MAX_PARTNERS, -1),
            lambda o: _padded(map(organisation_of, o.partners), MAX_PARTNERS),
        ),
        Cell("kind_goals", _over(words.goals), lambda o: _kind_goals(o, words)),
        Cell("goals", _over(words.goals), lambda o: reached(o.goals, words.goals)),
        Cell("conditions", _over(words.conditions), lambda o: _conditions_met(o, words)),
        Cell("contradicts", _over(words.conditions), lambda o: _contradicted(o, words)),
        Cell("restricting", _over(words.conditions), lambda o: _restricting(o, words)),
        Cell("level_min", Column(np.float32, empty=-INF), lambda o: _bound(o.level_min, -INF)),
        Cell("level_max", Column(np.float32, empty=INF), lambda o: _bound(o.level_max, INF)),
        Cell("rung", Column(np.float32, empty=NAN), lambda o: _rung(o, words)),
        Cell("kind", Column(np.int8, empty=-1), lambda o: words.kinds.index.get(o.kind or "", -1)),
        Cell("remote", Column(np.bool_), lambda o: o.setting in ("online", "hybrid")),
        Cell("start_day", Column(np.int32), lambda o: _ordinal(o.start_date)),
        Cell("published", Column(np.int32), lambda o: _ordinal(o.published_on)),
        Cell("price", Column(np.float32, empty=NAN), lambda o: _float(o.price_dkk)),
        Cell("pay", Column(np.float32, empty=NAN), lambda o: _float(o.pay_dkk)),
    )


def _offer_rules(group_of: Callable[[str], int]) -> Cells[Offer]:
    """What the rules of eligibility read."""
    return (
        Cell("open", Column(np.bool_), lambda o: o.status is OfferStatus.PUBLISHED),
        Cell("last_day", Column(np.int32, empty=NEVER), lambda o: _last_day(o)),
        Cell("starts", Column(np.int32), lambda o: number(o.start_date)),
        Cell("age_min", Column(np.int16, empty=-1), lambda o: _or_minus(o.age_min)),
        Cell("age_max", Column(np.int16, empty=-1), lambda o: _or_minus(o.age_max)),
        Cell("capacity", Column(np.int32, empty=-1), lambda o: _or_minus(o.capacity)),
        Cell("open_to", Column(np.int8, empty=-1), lambda o: OPEN_TO.index(o.open_to)),
        Cell("fee", Column(np.float32, empty=NAN), lambda o: _float(o.outside_fee_dkk)),
        Cell(
            "group",
            Column(np.int32, empty=-1),
            lambda o: -1 if o.target_group is None else group_of(o.target_group),
        ),
    )


def _profile_cells(words: Vocabularies) -> Cells[Any]:
    """What talents and offers have in common."""
    return (
        Cell("key", Column(np.uint64), lambda p: stable_hash(p.id)),
        Cell("version", Column(np.uint64), lambda p: stable_hash(repr(p))),
        Cell("municipality", Column(np.int16, empty=-1), lambda p: _municipality(p, words)),
        Cell("place", Column(np.float32, 3, NAN), lambda p: _place(p, words)),
        Cell("genres", Column(np.int16, MAX_TERMS, -1), lambda p: _terms(p.genres, words.genres)),
        Cell("roles", Column(np.int16, MAX_TERMS, -1), lambda p: _terms(p.roles, words.roles)),
        Cell("languages", Column(np.uint64), lambda p: _bits(p.languages, words.languages)),
        Cell("times", Column(np.uint8), lambda p: _bits(p.times, words.times)),
    )


def text_of(profile: _Profile) -> str:
    """What a profile says of its music in free words: bio or title and description, and tags.

    Tags of conditions and target groups stay out: what somebody writes there may be about health.
    So do those that turn a term down, as the packaged vocabularies hear it.
    """
    own = profile.bio if isinstance(profile, Talent) else f"{profile.title}\n{profile.description}"
    return "\n".join((own, *wanted_tags(profile.free_tags, _SPOKEN, load())))


def declared_groups(talent: Talent, words: Vocabularies) -> frozenset[str]:
    """The target groups that the person declared, directly or by a wish that counts as such."""
    chosen = {f"conditions:{code}" for code in talent.conditions}
    chosen |= {f"goals:{code}" for code in talent.goals}
    implied = (group for group, ways in words.declared_by.items() if not chosen.isdisjoint(ways))
    return frozenset(talent.target_groups) | frozenset(implied)


def reached(codes: Iterable[str], words: WordList) -> NDArray[np.float32]:
    """How well ``codes`` reach each code of ``words``: the best affinity, shape (codes,)."""
    rows = [words.index[code] for code in codes if code in words.index]
    if not rows:
        return np.zeros(len(words.codes), dtype=np.float32)
    best: NDArray[np.float32] = words.affinity[rows].max(axis=0)
    return best


def stable_hash(text: str) -> int:
    """64 bits of ``text``, the same on every machine and in every run."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def number(day: date | None) -> int:
    """``yyyymmdd``; the difference of two, divided by 10,000, counts birthdays."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def _filled(cell: Cell[_T], values: Sequence[_T]) -> Array:
    shape = (len(values), cell.column.width) if cell.column.width else (len(values),)
    read = [cell.read(value) for value in values]
    return np.array(read, dtype=cell.column.dtype).reshape(shape)


def _over(words: WordList) -> Column:
    return Column(np.float32, len(words.codes))


def _stated(codes: Iterable[str], words: WordList) -> NDArray[np.float32]:
    cell = np.zeros(len(words.codes), dtype=np.float32)
    cell[[words.index[code] for code in codes if code in words.index]] = 1
    return cell


def _terms(codes: Iterable[str], words: WordList) -> list[int]:
    return _padded((words.index[code] for code in codes if code in words.index), MAX_TERMS)


def _padded(numbers: Iterable[int], width: int) -> list[int]:
    kept = list(numbers)[:width]
    return kept + [-1] * (width - len(kept))


def _bits(codes: Iterable[str], words: WordList) -> int:
    return sum(1 << words.index[code] for code in set(codes) if code in words.index)


def _kind_goals(offer: Offer, words: Vocabularies) -> NDArray[np.float32]:
    """What an offer of this kind usually serves, and what it says itself that it serves."""
    typical = words.kind_goals.get(offer.kind or "", {})
    cell = np.zeros(len(words.goals.codes), dtype=np.float32)
    for code, weight in typical.items():
        cell = np.maximum(cell, np.float32(weight) * words.goals.affinity[words.goals.index[code]])
    return cell


def _wishes(talent: Talent, words: Vocabularies) -> NDArray[np.float32]:
    """The conditions that the person wants, each with what it weighs."""
    return _stated(talent.conditions, words.conditions) * words.condition_weights


def _restricting(offer: Offer, words: Vocabularies) -> NDArray[np.float32]:
    """The offer's conditions that are not for everybody, each with how much it narrows."""
    return _conditions_met(offer, words) * words.condition_restricts


def _conditions_met(offer: Offer, words: Vocabularies) -> NDArray[np.float32]:
    """What it states, and what its form implies; never what its target group might."""
    implied = ("online",) if offer.setting in ("online", "hybrid") else ()
    return reached((*offer.conditions, *implied), words.conditions)


def _contradicted(offer: Offer, words: Vocabularies) -> NDArray[np.float32]:
    """Conditions that this kind of offer goes against unless it states them."""
    against = words.kind_contradicts.get(offer.kind or "", ())
    return _stated((code for code in against if code not in offer.conditions), words.conditions)


def _municipality(profile: _Profile, words: Vocabularies) -> int:
    return words.geography.index.get(profile.municipality or "", -1)


def _place(profile: _Profile, words: Vocabularies) -> tuple[float, float, float]:
    """The postcode's point, else the municipality's, as a unit vector from the Earth's centre."""
    point = words.geography.point(postcode=profile.postcode, municipality=profile.municipality)
    if point is None:
        return NAN, NAN, NAN
    return unit_vector(point)


def _rung(offer: Offer, words: Vocabularies) -> float:
    return words.rungs.get(offer.reach or "", NAN)


def _float(value: float | None) -> float:
    return NAN if value is None else float(value)


def _accepted_km(talent: Talent) -> float:
    """At least one kilometre: who goes nowhere still crosses the street."""
    return NAN if talent.max_travel_km is None else max(talent.max_travel_km, 1.0)


def _bound(value: int | None, unbounded: float) -> float:
    return unbounded if value is None else value


def _or_minus(value: int | None) -> int:
    return -1 if value is None else value


def _ordinal(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


def _last_day(offer: Offer) -> int:
    return NEVER if offer.last_day is None else offer.last_day.toordinal()
