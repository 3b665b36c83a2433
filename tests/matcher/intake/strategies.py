"""Strategies: every profile that may stand in the store, as strange as people can write it."""

from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from matcher.domain import (
    FreeTag,
    Offer,
    OfferId,
    OfferStatus,
    OpenTo,
    Organisation,
    OrganisationId,
    Talent,
    TalentId,
)
from matcher.intake.hearing import heard_surely
from matcher.vocabulary import WordList, load
from tests.factories import TODAY

WORDS = load()
_Value = TypeVar("_Value")
ORGANISATION_IDS = tuple(map(OrganisationId, ("org-1", "=org", "Ørsted|2", "'org\\")))

_SIGNS = st.characters(exclude_categories=("Cc", "Cs"))
_SIGNS_OF_FORMATS = st.sampled_from(list("|\\;,\"'=+-@\t æøåé🎸"))


def texts(*, most: int = 20, lines: bool = False) -> st.SearchStrategy[str]:
    """Trimmed texts that are not empty, full of the signs that file formats trip over."""
    signs = st.one_of(_SIGNS, _SIGNS_OF_FORMATS)
    if lines:
        signs = st.one_of(signs, st.sampled_from(["\n", "\r\n", "\r"]))
    made = st.lists(signs, min_size=1, max_size=most).map("".join)
    return made.map(str.strip).filter(bool)


def long_texts() -> st.SearchStrategy[str]:
    """Texts of several lines, or none."""
    return st.one_of(st.just(""), texts(most=40, lines=True))


def codes(among: WordList, most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    """Codes of a word list, each once."""
    return st.lists(st.sampled_from(among.codes), unique=True, max_size=most).map(tuple)


def maybe(values: st.SearchStrategy[_Value]) -> st.SearchStrategy[_Value | None]:
    """A value, or not stated."""
    return st.one_of(st.none(), values)


def unknown_to(among: WordList) -> st.SearchStrategy[str]:
    """Words that the list cannot place, and that are not heard as one of its terms either."""
    return texts(most=12).filter(
        lambda text: not among.resolve_all(text) and not heard_surely(text, among, WORDS)
    )


def tags(**lists: WordList) -> st.SearchStrategy[tuple[FreeTag, ...]]:
    """Free tags of some fields, in the one order that they have."""
    one = st.sampled_from(sorted(lists)).flatmap(
        lambda field: unknown_to(lists[field]).map(lambda text: FreeTag(field, text))
    )
    return st.lists(one, unique=True, max_size=3).map(lambda found: tuple(sorted(found)))


def ranges(least: int, most: int) -> st.SearchStrategy[tuple[int | None, int | None]]:
    """Two ends in their order, either of which may be open."""
    ends = st.tuples(st.integers(least, most), st.integers(least, most)).map(sorted)
    return st.tuples(ends, st.booleans(), st.booleans()).map(
        lambda drawn: (drawn[0][0] if drawn[1] else None, drawn[0][1] if drawn[2] else None)
    )


_IDS = texts().filter(lambda text: "/" not in text)
_MONEY = maybe(st.floats(0, 1e9))
_PLACES = {
    "municipality": maybe(st.sampled_from(WORDS.geography.codes)),
    "postcode": maybe(
        st.sampled_from(["3000", "0999", "2650"]).filter(
            lambda code: WORDS.geography.resolve_postcode(code) is not None
        )
    ),
}
_LINKS = texts(most=10).map(lambda text: "https://example.org/" + "".join(text.split()))
_GROUPS = st.one_of(st.sampled_from(WORDS.target_groups.codes), unknown_to(WORDS.target_groups))


def organisations() -> st.SearchStrategy[Organisation]:
    """Any organisation."""
    return st.builds(
        Organisation,
        id=_IDS.map(OrganisationId),
        name=texts(),
        type=maybe(st.sampled_from(WORDS.organisation_types.codes)),
        municipality=_PLACES["municipality"],
        contact_email=maybe(st.emails()),
        free_tags=tags(type=WORDS.organisation_types),
    )


def talents() -> st.SearchStrategy[Talent]:
    """Any talent."""
    return st.builds(
        Talent,
        id=_IDS.map(TalentId),
        name=texts(),
        email=maybe(st.emails()),
        birth_date=maybe(st.dates(date(1910, 1, 1), TODAY)),
        **_PLACES,
        roles=codes(WORDS.roles),
        genres=codes(WORDS.genres),
        level=maybe(st.integers(1, 5)),
        goals=codes(WORDS.goals),
        conditions=codes(WORDS.conditions),
        languages=codes(WORDS.languages),
        max_travel_km=maybe(st.floats(0, 50_000)),
        times=codes(WORDS.times),
        bio=long_texts(),
        links=st.lists(_LINKS, unique=True, max_size=3).map(tuple),
        organisation=maybe(st.sampled_from(ORGANISATION_IDS)),
        discoverable=st.booleans(),
        paused=st.booleans(),
        profiling=st.booleans(),
        learning=st.booleans(),
        guardian_approved=st.booleans(),
        target_groups=st.lists(_GROUPS, unique=True, max_size=3).map(tuple),
        meets_peers=st.booleans(),
        joins_give_back=st.booleans(),
        child_certificate=st.booleans(),
        free_tags=tags(
            roles=WORDS.roles,
            genres=WORDS.genres,
            goals=WORDS.goals,
            conditions=WORDS.conditions,
            languages=WORDS.languages,
            times=WORDS.times,
        ),
    )


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Any offer."""
    level_min, level_max = draw(ranges(1, 5))
    age_min, age_max = draw(ranges(0, 120))
    start, end = sorted(draw(st.tuples(st.dates(), st.dates())))
    group = draw(maybe(_GROUPS))
    return Offer(
        id=OfferId(draw(_IDS)),
        organisation=draw(st.sampled_from(ORGANISATION_IDS)),
        title=draw(texts()),
        description=draw(long_texts()),
        partners=tuple(draw(st.lists(st.sampled_from(ORGANISATION_IDS), unique=True))),
        level_min=level_min,
        level_max=level_max,
        age_min=age_min,
        age_max=age_max,
        start_date=draw(st.sampled_from([start, None])),
        end_date=draw(st.sampled_from([end, None])),
        target_group=group,
        target_ground=draw(texts(lines=True) if group else maybe(texts())),
        **draw(_OTHER_OFFER_FIELDS),
    )


_OTHER_OFFER_FIELDS = st.fixed_dictionaries(
    {
        **_PLACES,
        "kind": maybe(st.sampled_from(WORDS.kinds.codes)),
        "setting": maybe(st.sampled_from(WORDS.settings.codes)),
        "reach": maybe(st.sampled_from(WORDS.reaches.codes)),
        "roles": codes(WORDS.roles),
        "genres": codes(WORDS.genres),
        "goals": codes(WORDS.goals),
        "conditions": codes(WORDS.conditions),
        "languages": codes(WORDS.languages),
        "times": codes(WORDS.times),
        "deadline": maybe(st.dates()),
        "capacity": maybe(st.integers(0, 1_000_000)),
        "open_to": st.sampled_from(OpenTo),
        "outside_fee_dkk": _MONEY,
        "price_dkk": _MONEY,
        "pay_dkk": _MONEY,
        "room": maybe(texts(lines=True)),
        "equipment": codes(WORDS.equipment),
        "loudness": maybe(st.sampled_from(WORDS.loudness.codes)),
        "certificate_needed": st.booleans(),
        "audience": maybe(st.sampled_from(WORDS.audiences.codes)),
        "status": st.sampled_from(OfferStatus),
        "published_on": maybe(st.dates()),
        "cloned_from": maybe(_IDS.map(OfferId)),
        "free_tags": tags(
            kind=WORDS.kinds,
            setting=WORDS.settings,
            reach=WORDS.reaches,
            roles=WORDS.roles,
            genres=WORDS.genres,
            times=WORDS.times,
        ),
    }
)
