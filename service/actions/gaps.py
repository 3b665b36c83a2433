"""Gap report: needs, missing steps, wishes and searches in vain, against what is offered."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from matcher.ranking import Ladder, Map
from matcher.vocabulary import Vocabularies, WordList, load
from service.actions.need import OpenOffers, People, need, offers_of, people_of, supply_of
from service.actions.resources import Resources
from service.reports.by import LISTS, By, WishedBy
from service.reports.gaps import Axes, Gap, gaps, mentions, wishes_told
from service.store import searches, wishes
from service.store.engine import reading

MONTHS = 12
#: A search that shows fewer has found too little.
FEW_FOUND = 3
#: Only the newest are read, so that a report takes no longer in a busy year.
MOST_SEARCHES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The report of a moment; wishes and searches are those from ``since`` on."""

    at: datetime
    since: datetime
    by: By
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WishCount:
    """How many people wish for a term at a reach, ``None`` for all of them; a hidden number is
    ``None`` too. Terms are not added up."""

    term: str
    reach: str | None
    people: int | None


async def gap_report(resources: Resources, by: By) -> GapReport:
    """Count for the whole partnership, the same for whoever asks; beside the event loop."""
    await resources.live.refresh()
    now = resources.clock()
    counted = await resources.ladders.current(resources.engine, now=now)
    municipalities = tuple(sorted(resources.rules.partnership))
    people = people_of(resources, municipalities)
    offers = offers_of(resources, municipalities, counted.map.ladder, now=now)
    words, since = load(), months_before(now, months=MONTHS)
    listed: WordList = getattr(words, LISTS[by])
    reaches = counted.map.ladder.reaches
    axes = Axes(terms=listed.codes, municipalities=municipalities, reaches=reaches)
    found = await asyncio.to_thread(
        _counted, resources.engine, by, axes, people=people, offers=offers, of=counted.map,
        since=since,
    )  # fmt: skip
    return GapReport(at=now, since=since, by=by, gaps=found)


def wish_counts(resources: Resources, by: WishedBy) -> tuple[WishCount, ...]:
    """What talents wish for, over the partnership, as the report of gaps tells it: few wishers are
    hidden, and what nobody wishes for is left out."""
    words = load()
    listed: WordList = getattr(words, LISTS[by])
    axes = Axes(
        terms=listed.codes,
        municipalities=tuple(sorted(resources.rules.partnership)),
        reaches=Ladder(words).reaches,
    )
    since = months_before(resources.clock(), months=MONTHS)
    with reading(resources.engine) as session:
        counts = mentions(_wished(wishes.stream(session, since=since), by, axes)).people(axes)
    return tuple(
        WishCount(term=term, reach=reach, people=people)
        for term, table, told in zip(axes.terms, counts, wishes_told(counts), strict=True)
        if table.any()
        for reach, people in zip((None, *axes.reaches), told, strict=True)
    )


def months_before(now: datetime, *, months: int) -> datetime:
    """The first moment of the month ``months`` before that of ``now``: a report begins with a whole
    month, so that one read every day tells of no single day."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(
        year=years, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )


def _counted(
    engine: Engine,
    by: By,
    axes: Axes,
    *,
    people: People,
    offers: OpenOffers,
    of: Map,
    since: datetime,
) -> tuple[Gap, ...]:
    needed = need(engine, by, people, offers, of)
    words = load()
    counts = {name: some.people(axes) for name, some in needed.items()}
    with reading(engine) as session:
        wished = list(_wished(wishes.stream(session, since=since), by, axes))
        newest = searches.stream(session, since=since, limit=MOST_SEARCHES)
        sought = list(_sought(newest, by, axes, words))
    counts |= {"wishes": mentions(wished).people(axes), "searches": mentions(sought).people(axes)}
    return gaps(axes, people=counts, supply=supply_of(offers, by, axes))


def _wished(
    found: Iterator[wishes.Wished], by: By | WishedBy, axes: Axes
) -> Iterator[tuple[int, int, int, int]]:
    """Wishes by the term that they name, from anywhere."""
    terms, numbers = {code: at for at, code in enumerate(axes.terms)}, _Numbers()
    for one in found:
        term = getattr(one, by.value)
        if term in terms and one.reach in axes.reaches:
            place = _place(one.municipality, axes)
            yield numbers[one.talent], terms[term], place, axes.reaches.index(one.reach)


def _sought(
    found: Iterator[searches.Searched], by: By, axes: Axes, words: Vocabularies
) -> Iterator[tuple[int, int, int, int]]:
    """Searches that found too little, by the terms that their words name and do not turn down."""
    terms, numbers = {code: at for at, code in enumerate(axes.terms)}, _Numbers()
    heard: dict[str, frozenset[str]] = {}
    for one in found:
        if one.found >= FEW_FOUND or one.held:
            continue
        if one.query not in heard:
            heard[one.query] = frozenset(
                h.code for h in words.hear(one.query) if h.field == LISTS[by] and not h.negated
            )
        for code in heard[one.query]:
            yield numbers[one.talent], terms[code], _place(one.municipality, axes), 0


def _place(municipality: str | None, axes: Axes) -> int:
    if municipality in axes.municipalities:
        return axes.municipalities.index(municipality)
    return len(axes.municipalities)


class _Numbers(dict[str, int]):
    """Numbers people in the order in which they come."""

    def __missing__(self, key: str) -> int:
        self[key] = len(self)
        return self[key]
