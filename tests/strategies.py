"""Strategies: arbitrary but valid talents, offers and pairs for property tests."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from matcher.domain import (
    Audience,
    EligibilityContext,
    Offer,
    OfferId,
    OfferStatus,
    OpenTo,
    OrganisationId,
    PairState,
    Talent,
    TalentId,
)
from matcher.vocabulary import Vocabularies, WordList
from tests.factories import PARTNERSHIP, TODAY

NEAR_TODAY = st.integers(-40, 400).map(lambda days: TODAY + timedelta(days=days))
_PARTNERS = st.lists(
    st.sampled_from([OrganisationId(f"org-{n}") for n in range(1, 9)]), max_size=7, unique=True
).map(tuple)
MUNICIPALITIES = st.sampled_from(["0217", "0265", "0101", "0751", None])
GROUPS = ("girls_and_women", "over_40", "unge fra Nordhavn", " Unge  fra nordhavn")


def codes(words: WordList, most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    """A few different codes of one vocabulary."""
    return st.lists(st.sampled_from(words.codes), max_size=most, unique=True).map(tuple)


def talents(words: Vocabularies) -> st.SearchStrategy[Talent]:
    """Any talent, with anything stated or not."""
    return st.builds(
        Talent,
        id=st.uuids().map(lambda key: TalentId(str(key))),
        name=st.just("Alma Testrup"),
        birth_date=st.none() | st.dates(date(1980, 1, 1), date(2016, 12, 31)),
        municipality=MUNICIPALITIES,
        roles=codes(words.roles),
        genres=codes(words.genres),
        level=st.none() | st.integers(1, 5),
        goals=codes(words.goals),
        conditions=codes(words.conditions),
        languages=codes(words.languages, 2),
        max_travel_km=st.none() | st.floats(1, 300),
        times=codes(words.times, 3),
        bio=st.sampled_from(["", "laver beats på værelset", "I sing at home", "savner et band"]),
        discoverable=st.booleans(),
        paused=st.booleans(),
        profiling=st.booleans(),
        learning=st.booleans(),
        guardian_approved=st.booleans(),
        target_groups=st.lists(st.sampled_from(GROUPS), max_size=2, unique=True).map(tuple),
        meets_peers=st.booleans(),
        joins_give_back=st.booleans(),
        child_certificate=st.booleans(),
    )


@st.composite
def offers(draw: st.DrawFn, words: Vocabularies) -> Offer:
    """Any offer whose bounds make sense."""
    levels = sorted(draw(st.tuples(st.integers(1, 5), st.integers(1, 5))))
    ages = sorted(draw(st.tuples(st.integers(12, 30), st.integers(12, 30))))
    start = draw(st.none() | NEAR_TODAY)
    return Offer(
        id=OfferId(str(draw(st.uuids()))),
        organisation=OrganisationId(draw(st.sampled_from(["org-1", "org-2", "org-3"]))),
        title="Åben scene",
        description=draw(st.sampled_from(["", "Vi søger producere", "Open stage for singers"])),
        kind=draw(st.none() | st.sampled_from(words.kinds.codes)),
        partners=draw(_PARTNERS),
        municipality=draw(MUNICIPALITIES),
        setting=draw(st.sampled_from([None, "onsite", "online", "hybrid"])),
        reach=draw(st.sampled_from([None, "local", "regional", "national"])),
        level_min=draw(st.sampled_from([None, levels[0]])),
        level_max=draw(st.sampled_from([None, levels[1]])),
        age_min=draw(st.sampled_from([None, ages[0]])),
        age_max=draw(st.sampled_from([None, ages[1]])),
        roles=draw(codes(words.roles)),
        genres=draw(codes(words.genres)),
        goals=draw(codes(words.goals)),
        conditions=draw(codes(words.conditions)),
        languages=draw(codes(words.languages, 2)),
        start_date=start,
        end_date=draw(st.sampled_from([None, start])),
        deadline=draw(st.none() | NEAR_TODAY),
        times=draw(codes(words.times, 3)),
        capacity=draw(st.none() | st.integers(0, 3)),
        open_to=draw(st.sampled_from(OpenTo)),
        outside_fee_dkk=draw(st.sampled_from([None, 0.0, 600.0])),
        price_dkk=draw(st.sampled_from([None, 0.0, 250.0])),
        pay_dkk=draw(st.sampled_from([None, 0.0, 1500.0])),
        target_group=draw(st.none() | st.sampled_from(GROUPS)),
        **draw(_what_is_there(words)),
        status=draw(st.sampled_from(OfferStatus)),
        published_on=draw(st.none() | st.just(TODAY - timedelta(days=20))),
    )


def _what_is_there(words: Vocabularies) -> st.SearchStrategy[dict[str, Any]]:
    """What a place is like."""
    return st.fixed_dictionaries(
        {
            "equipment": codes(words.equipment),
            "loudness": st.none() | st.sampled_from(words.loudness.codes),
            "certificate_needed": st.booleans(),
            "audience": st.none() | st.sampled_from(words.audiences.codes),
        }
    )


def states() -> st.SearchStrategy[PairState]:
    """Any state of a pair, nothing at all most of the time."""
    return st.just(PairState.NONE) | st.integers(1, 511).map(PairState)


def contexts() -> st.SearchStrategy[EligibilityContext]:
    """Every audience, with and without the guardian rule."""
    return st.builds(
        EligibilityContext,
        today=st.just(TODAY),
        partnership=st.just(PARTNERSHIP),
        audience=st.sampled_from(Audience),
        guardian_below=st.sampled_from([None, 15]),
    )
