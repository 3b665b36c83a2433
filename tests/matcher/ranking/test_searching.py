"""Searching: what words find, for whom, in which order, and never who may not be found."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import (
    Audience,
    Direction,
    Offer,
    OfferId,
    SearcherId,
    SlateRequest,
    Talent,
    TalentId,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import Found, Labels, Met, Searcher, UnknownSubject, distances, question
from matcher.vocabulary import load
from tests import factories, strategies

WORDS = load()
NOBODY = Met(scores={})
SEARCHER = Searcher(WORDS, Labels(WORDS))
TALENTS = st.lists(strategies.talents(WORDS), min_size=1, max_size=6, unique_by=lambda t: t.id)


def snapshot(talents: list[Talent], offers: list[Offer]) -> Snapshot:
    made = Snapshot(WORDS, sentence_encoder())
    made.put_organisations([factories.organisation()])
    made.put_offers(offers)
    made.put_talents(talents, [factories.TODAY] * len(talents))
    return made


def find(
    made: Snapshot,
    query: str,
    *,
    by: Audience = Audience.COORDINATOR,
    met: Met = NOBODY,
    area: frozenset[str] = frozenset(),
    **asked: Any,
) -> Found:
    subject = {Audience.TALENT: "tal-1", Audience.ORGANISATION: "org-1"}.get(by, "key")
    request = SlateRequest(
        direction=asked.pop("direction", Direction.TALENTS_BY_WORDS),
        subject=SearcherId(subject),
        audience=by,
        query=query,
        **asked,
    )
    return SEARCHER.find(
        made,
        request,
        question=question(query, WORDS),
        met=met,
        context=factories.context(by),
        area=area,
    )


def people(**by_role: str) -> list[Talent]:
    """Talents by name, each with one role and no words."""
    return [factories.talent(key, roles=(role,), bio="") for key, role in by_role.items()]


def test_a_term_finds_its_own_first_and_then_its_kin() -> None:
    made = snapshot(people(a="percussion", b="drums", c="singer"), [])
    assert find(made, "trommeslager").ids()[:2] == ["b", "a"]


def test_meaning_finds_across_the_languages_where_no_word_is_shared() -> None:
    offers = [
        factories.offer("off-1", title="Open studio night", description="For young producers"),
        factories.offer("off-2", title="Strygekvartet", description="Violin og cello"),
    ]
    made = snapshot([], [replace(one, roles=(), genres=(), goals=()) for one in offers])
    found = find(made, "aften i studiet for unge", direction=Direction.OFFERS_BY_WORDS)
    assert found.ids()[0] == "off-1"


def test_a_bio_leads_coordinators_to_a_person_and_organisations_not() -> None:
    quiet = factories.talent("a", bio="Jeg bor på en gård med heste", roles=("singer",))
    made = snapshot([quiet], [])
    query = "bor på en gård med heste"
    assert find(made, query).ids() == ["a"]
    assert find(made, query, by=Audience.ORGANISATION).ids() == []


def test_goals_of_people_are_not_for_organisations() -> None:
    made = snapshot([factories.talent("a", goals=("get_paid",), bio="", roles=(), genres=())], [])
    assert find(made, "betalte jobs").ids() == ["a"]
    assert find(made, "betalte jobs", by=Audience.ORGANISATION).ids() == []


def test_what_is_turned_down_is_left_out_with_all_beneath_it_and_counted() -> None:
    made = snapshot(
        [
            factories.talent("a", genres=("jazz",)),
            factories.talent("b", genres=("jazz", "metal")),
            factories.talent("c", genres=("jazz", "thrash_metal")),
        ],
        [],
    )
    found = find(made, "jazz, ikke metal")
    assert found.ids() == ["a"]
    assert found.exclusions == {"turned_down": 2}


def test_who_holds_words_that_were_turned_down_comes_last() -> None:
    made = snapshot(people(a="drums", b="drums"), [])
    met = Met(scores={"a": 9.0, "b": 1.0}, unwanted={"a"})
    assert find(made, "trommer, ikke metal", met=met).ids() == ["b", "a"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"discoverable": False},
        {"paused": True},
        {"birth_date": factories.TODAY.replace(year=2014)},
        {"profiling": False},
    ],
)
def test_who_may_not_be_found_is_not_found_by_organisations(hidden: dict[str, Any]) -> None:
    made = snapshot([factories.talent("a", **hidden), factories.talent("b")], [])
    found = find(made, "sanger", by=Audience.ORGANISATION, met=Met(scores={"a": 5.0}))
    assert found.ids() == ["b"]
    assert sum(found.exclusions.values()) == 1


def test_a_block_holds_in_a_search() -> None:
    made = snapshot([factories.talent("a")], [])
    made.put_blocks([(TalentId("a"), factories.organisation().id)])
    assert find(made, "sanger", by=Audience.ORGANISATION).ids() == []
    assert find(made, "sanger").ids() == ["a"]


def test_a_radius_leaves_out_who_lives_farther_away() -> None:
    made = snapshot(
        [
            factories.talent("here", municipality="0217"),
            factories.talent("away", municipality="0751"),
        ],
        [],
    )
    found = find(made, "sanger", near="3000", max_km=30.0)
    assert found.ids() == ["here"]
    assert found.exclusions == {"beyond_max_km": 1}


def test_to_organisations_people_live_in_the_middle_of_their_municipality() -> None:
    made = snapshot([factories.talent("a", municipality="0217", postcode="3000")], [])
    request = SlateRequest(
        direction=Direction.TALENTS_BY_WORDS,
        subject=SearcherId("org-1"),
        audience=Audience.ORGANISATION,
        query="sanger",
        near="0217",
    )
    found = find(made, "sanger", by=Audience.ORGANISATION)
    staff = replace(request, audience=Audience.COORDINATOR)
    assert distances(found.chosen, made, request) == pytest.approx([0.0], abs=0.01)
    assert distances(found.chosen, made, staff) != pytest.approx([0.0], abs=0.5)


def test_an_area_limits_whom_one_finds() -> None:
    made = snapshot(
        [factories.talent("a", municipality="0217"), factories.talent("b", municipality=None)], []
    )
    found = find(made, "sanger", area=frozenset({"0217"}))
    assert found.ids() == ["a"]
    assert found.exclusions == {"outside_area": 1}


def test_a_talent_finds_only_what_it_may_join() -> None:
    offers = [
        factories.offer("off-1"),
        factories.offer("off-2", age_min=30, age_max=None),
        factories.offer("off-3", deadline=factories.TODAY.replace(month=8)),
    ]
    made = snapshot([factories.talent()], offers)
    own, open_ = (
        find(made, "sangere", by=by, direction=Direction.OFFERS_BY_WORDS).ids()
        for by in (Audience.TALENT, Audience.COORDINATOR)
    )
    assert (own, set(open_)) == (["off-1"], {"off-1", "off-2"})


def test_a_talent_that_is_gone_searches_nothing() -> None:
    made = snapshot([], [factories.offer()])
    with pytest.raises(UnknownSubject):
        find(made, "pop", by=Audience.TALENT, direction=Direction.OFFERS_BY_WORDS)


def test_ids_that_the_snapshot_does_not_know_are_ignored() -> None:
    made = snapshot(people(a="drums"), [])
    assert find(made, "noget andet", met=Met(scores={"gone": 9.0, "a": 1.0})).ids() == ["a"]


def test_nothing_but_what_is_turned_down_finds_nothing() -> None:
    made = snapshot(people(a="drums"), [])
    found = find(made, "ikke metal")
    assert (found.ids(), found.candidates) == ([], 1)


@settings(max_examples=30, deadline=None)
@given(TALENTS, st.sampled_from(["sanger og pop", "beats", "I sing", "ikke jazz, men rock"]))
def test_the_order_of_the_rows_means_nothing_and_nobody_comes_twice(
    talents: list[Talent], query: str
) -> None:
    one = find(snapshot(talents, []), query, limit=50)
    other = find(snapshot(talents[::-1], []), query, limit=50)
    assert one.ids() == other.ids()
    assert len(set(one.ids())) == len(one.ids())
    assert one.candidate_hash == other.candidate_hash


def test_the_limit_is_kept_and_scores_fall() -> None:
    made = snapshot([], [factories.offer(OfferId(f"off-{n}")) for n in range(9)])
    found = find(made, "åben scene", direction=Direction.OFFERS_BY_WORDS, limit=4)
    assert len(found.ids()) == 4
    assert list(found.scores) == sorted(found.scores, reverse=True)
