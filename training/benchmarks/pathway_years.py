"""Years that pathways are guessed in: who took which steps, and which of them are learned from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from fixtures.town import REFERENCE_DAY, write
from fixtures.year import events
from matcher.domain import Event, EventKind
from matcher.ranking import Ladder, TakenPart, bands
from matcher.vocabulary import Vocabularies
from training.town import Town, read_town

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_TOOK_PART = frozenset({EventKind.ATTEND, EventKind.COMPLETE})
_YEAR = 365
# The less, the fewer steps there are that people go to from each place of the planted world.
_EVENNESS = 0.1


class Part(StrEnum):
    """What is guessed: the later steps of a year, all steps of other people, all of the year after
    some, and the same where people do go ways."""

    LATER = "later"
    OTHERS = "others"
    NEXT_YEAR = "next year"
    PLANTED = "planted"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Split:
    """Rows of ``taken``, in the order of people and days, that are ``learned`` from; the others are
    guessed. ``truth`` (S + 1, S) are the ways that were planted, where any were."""

    taken: TakenPart
    learned: Mask
    truth: Floats | None = None


def demo_town(words: Vocabularies) -> Town:
    """The demo town as it is packaged."""
    with TemporaryDirectory(prefix="samspil-town-") as folder:
        write(Path(folder), REFERENCE_DAY)
        return read_town(Path(folder), words, today=REFERENCE_DAY, graded=False)


def splits(
    town: Town, words: Vocabularies, seed: int, *, before: int, early: float
) -> Iterator[tuple[Part, Split]]:
    """One year of ``seed``, after ``before`` others of the same people, split in every way.

    ``early`` is the quantile of days before which the later ones are learned from.
    """
    year = _in_order(taken_part(town, words, seed))
    yield (
        Part.LATER,
        Split(taken=year, learned=year.day < np.quantile(year.day, early)),
    )
    half = np.random.default_rng(seed).random(len(town.talents)) < 0.5
    yield Part.OTHERS, Split(taken=year, learned=half[year.person])
    past = [taken_part(town, words, one) for one in years_before(seed, before)]
    years = _in_order(_after(past, year))
    learned = years.day < year.day.min()
    yield Part.NEXT_YEAR, Split(taken=years, learned=learned)
    planted, truth = _planted(years, Ladder(words), np.random.default_rng([seed, 1]))
    yield Part.PLANTED, Split(taken=planted, learned=learned, truth=truth)


def years_before(seed: int, before: int) -> tuple[int, ...]:
    """The seeds of the ``before`` years that come before the year of ``seed``, the latest first."""
    return tuple(100 * seed + back for back in range(1, before + 1))


def taken_part(town: Town, words: Vocabularies, seed: int) -> TakenPart:
    """Who took part in what in one year of the town; people are places in ``town.talents``."""
    made = events(
        town.talents,
        town.offers,
        organisations=town.organisations,
        words=words,
        today=REFERENCE_DAY,
        seed=seed,
    )
    return _columns(made, town, Ladder(words))


def _columns(made: tuple[Event, ...], town: Town, ladder: Ladder) -> TakenPart:
    offers = {offer.id: offer for offer in town.offers}
    people = {talent.id: place for place, talent in enumerate(town.talents)}
    pairs = sorted({(one.talent, one.offer) for one in made if one.kind in _TOOK_PART})
    rows = [
        (people[talent], offer.start_date.toordinal(), number)
        for talent, offer in ((talent, offers[key]) for talent, key in pairs)
        if offer.start_date and (number := ladder.number(offer.reach, offer.kind)) is not None
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    levels = np.array([talent.level or 0 for talent in town.talents], dtype=np.float64)
    person = table[:, 0]
    return TakenPart(
        person=person,
        day=table[:, 1],
        step=table[:, 2],
        band=bands(levels)[person],
        roles=_roles(town, ladder)[person],
    )


def _roles(town: Town, ladder: Ladder) -> NDArray[np.int64]:
    known = ladder.words.roles.index
    codes = [[known[role] for role in one.roles if role in known] for one in town.talents]
    width = max(map(len, codes), default=0) or 1
    return np.array([row + [-1] * (width - len(row)) for row in codes], dtype=np.int64)


def _after(past: list[TakenPart], year: TakenPart) -> TakenPart:
    """All years in one, each of ``past`` so many years earlier."""
    earlier = [replace(one, day=one.day - _YEAR * back) for back, one in enumerate(past, start=1)]
    every = [*earlier, year]
    return TakenPart(
        person=np.concatenate([one.person for one in every]),
        day=np.concatenate([one.day for one in every]),
        step=np.concatenate([one.step for one in every]),
        band=np.concatenate([one.band for one in every]),
        roles=np.concatenate([one.roles for one in every]),
    )


def _in_order(taken: TakenPart) -> TakenPart:
    order = np.lexsort((taken.step, taken.day, taken.person))
    return TakenPart(
        person=taken.person[order],
        day=taken.day[order],
        step=taken.step[order],
        band=taken.band[order],
        roles=taken.roles[order],
    )


def _planted(
    taken: TakenPart, ladder: Ladder, rng: np.random.Generator
) -> tuple[TakenPart, Floats]:
    """The same people, as often, on ways drawn at random, which the vocabulary knows nothing of."""
    truth = rng.dirichlet(np.full(ladder.start, _EVENNESS), size=ladder.start + 1)
    step = np.empty(len(taken), dtype=np.int64)
    before = np.append(-1, taken.person[:-1])
    here = ladder.start
    for row, same in enumerate(taken.person == before):
        here = int(rng.choice(ladder.start, p=truth[here if same else ladder.start]))
        step[row] = here
    return replace(taken, step=step), truth
