"""Scarcity: what the market makes of lists, and what is said of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    PairState,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from matcher.ranking.scarcity import ALL_OFFERED
from matcher.vocabulary import load
from tests import factories

RECOMMENDER = Recommender(day_zero())
EXPLORING = Recommender(day_zero(), exploration=ExplorationConfig(share=0.05))
FIT = SlateRequest(
    direction=Direction.OFFERS_FOR_TALENT,
    subject=TalentId("tal-1"),
    audience=Audience.TALENT,
    limit=20,
    diverse=False,
)
PEOPLE = replace(
    FIT,
    direction=Direction.TALENTS_FOR_OFFER,
    subject=OfferId("off-1"),
    audience=Audience.COORDINATOR,
)


def snapshot(**offers: float) -> Snapshot:
    """Five offers that fit equally well but for little, and the chances of a seat of some."""
    made = Snapshot(load(), sentence_encoder())
    made.put_organisations([factories.organisation()])
    made.put_offers([factories.offer(f"off-{n}", capacity=20 + n) for n in range(1, 6)])
    talents = [factories.talent(f"tal-{n}") for n in (1, 2)]
    made.put_talents(talents, [factories.TODAY] * 2)
    if offers:
        free = {OfferId(key.replace("_", "-")): chance for key, chance in offers.items()}
        made.put_market("mkt-1", offers=free, talents={})
    return made


def listed(
    made: Snapshot, request: SlateRequest = FIT, by: Recommender = RECOMMENDER, **asked: Any
) -> Slate:
    return by.recommend(
        made,
        replace(request, **asked),
        slate_id=SlateId("slate-1"),
        viewer=Viewer(role="coordinator", key="key-1"),
        at=datetime(2026, 9, 1, 12, tzinfo=UTC),
        context=factories.context(request.audience),
    )


def items(slate: Slate) -> dict[str, SlateItem]:
    return {str(item.id): item for item in slate.items}


@pytest.mark.parametrize("by", [RECOMMENDER, EXPLORING])
def test_a_score_is_exactly_want_times_taken_times_still_free(by: Recommender) -> None:
    slate = listed(snapshot(off_2=0.3, off_3=0.71), by=by)
    for item in slate.items:
        assert item.wants is not None
        assert item.taken is not None
        assert item.score == item.wants * item.taken * item.still_free
    assert {key: item.still_free for key, item in items(slate).items()} == {
        "off-1": 1.0,
        "off-2": 0.3,
        "off-3": 0.71,
        "off-4": 1.0,
        "off-5": 1.0,
    }
    assert slate.market_run == "mkt-1"


def test_a_crowded_offer_comes_later() -> None:
    first = listed(snapshot()).items[0].id
    crowded = snapshot(**{str(first).replace("-", "_"): 0.2})
    assert listed(crowded).items[-1].id == first


def test_without_a_run_lists_are_as_they_always_were() -> None:
    without, uncrowded = listed(snapshot()), listed(snapshot(off_1=1.0))
    assert without.items == uncrowded.items
    assert (without.market_run, uncrowded.market_run) == (None, "mkt-1")


@pytest.mark.parametrize("asked", [{"market": False}, {"order": Order.NEWEST}])
def test_the_switch_and_lists_that_profile_nobody_go_by_no_market(asked: dict[str, Any]) -> None:
    slate = listed(snapshot(off_1=0.1, off_2=0.1), **asked)
    assert slate.market_run is None
    assert {item.still_free for item in slate.items} == {1.0}
    assert slate.items == listed(snapshot(), **asked).items


def test_whoever_objects_to_profiling_is_untouched() -> None:
    made = snapshot(off_1=0.1)
    made.put_talents([factories.talent(profiling=False)], [factories.TODAY])
    assert listed(made).market_run is None


def test_people_who_may_not_have_time_come_later() -> None:
    made = snapshot()
    first = listed(made, PEOPLE).items[0]
    made.put_market("mkt-1", offers={}, talents={TalentId(str(first.id)): 0.5})
    last = listed(made, PEOPLE).items[-1]
    assert (last.id, last.still_free) == (first.id, 0.5)


def test_every_item_holds_seats_and_queue() -> None:
    made = snapshot()
    made.put_pairs(
        [
            (TalentId("tal-2"), OfferId("off-1"), PairState.APPLIED),
            (TalentId("tal-2"), OfferId("off-2"), PairState.ACCEPTED),
        ]
    )
    found = items(listed(made))
    assert (found["off-1"].seats_left, found["off-1"].queue) == (21, 1)
    assert (found["off-2"].seats_left, found["off-2"].queue) == (21, 0)
    plain = items(listed(made, order=Order.NEWEST))
    assert plain["off-1"].queue == 1
    assert listed(made, PEOPLE).items[0].queue == 1


def test_a_queue_shrinks_with_an_answer_and_outlives_a_rewritten_offer() -> None:
    made = snapshot(off_1=0.4)
    made.put_pairs([(TalentId("tal-2"), OfferId("off-1"), PairState.APPLIED)])
    made.put_offers([factories.offer("off-1", capacity=9)])
    row = made.offers.row_of["off-1"]
    assert (made.offers["queue"][row], made.offers["still_free"][row]) == (1, 0.4)
    made.put_pairs([(TalentId("tal-2"), OfferId("off-1"), PairState.DECLINED)])
    assert made.offers["queue"][row] == 0


def test_who_is_invited_is_in_the_queue_and_holds_no_seat_yet() -> None:
    made = snapshot()
    made.put_pairs([(TalentId("tal-2"), OfferId("off-1"), PairState.INVITED)])
    found = items(listed(made))["off-1"]
    assert (found.seats_left, found.queue) == (21, 1)


def invited(made: Snapshot, seats: int, asked: int) -> Snapshot:
    """The first offer has so many seats, and so many people are invited to it."""
    made.put_offers([factories.offer("off-1", capacity=seats)])
    guests = [TalentId(f"guest-{n}") for n in range(asked)]
    made.put_pairs([(guest, OfferId("off-1"), PairState.INVITED) for guest in guests])
    return made


def test_an_offer_whose_last_seats_are_offered_to_others_stands_below_those_with_free_seats() -> (
    None
):
    slate = listed(invited(snapshot(off_2=0.8), seats=2, asked=2))
    assert (slate.items[-1].id, slate.items[-1].seats_left) == ("off-1", 2)
    assert slate.items[-1].still_free == ALL_OFFERED
    codes = [note.code for note in slate.items[-1].notes]
    assert codes == ["all_seats_offered", "seats_instead"], "nobody expects many to apply"
    assert "off-1" not in str([item.notes for item in slate.items])


def test_as_soon_as_one_says_no_the_seat_is_free_for_everybody() -> None:
    made = invited(snapshot(off_2=0.8), seats=2, asked=2)
    made.put_pairs([(TalentId("guest-1"), OfferId("off-1"), PairState.DECLINED)])
    found = items(listed(made))["off-1"]
    assert (found.still_free, found.notes) == (1.0, ())


def test_what_is_both_crowded_and_offered_to_others_is_called_both() -> None:
    slate = listed(invited(snapshot(off_1=0.2), seats=2, asked=2))
    codes = [note.code for note in items(slate)["off-1"].notes]
    assert codes == ["all_seats_offered", "many_apply_instead"]


def test_where_no_other_has_free_seats_nothing_is_named_and_no_crowd_invented() -> None:
    made = invited(snapshot(off_2=0.6, off_3=0.6, off_4=0.6, off_5=0.6), seats=2, asked=2)
    assert [note.code for note in items(listed(made))["off-1"].notes] == ["all_seats_offered"]


def test_an_own_invitation_is_not_one_of_another() -> None:
    made = invited(snapshot(off_2=0.8), seats=2, asked=1)
    made.put_pairs([(TalentId("tal-1"), OfferId("off-1"), PairState.INVITED)])
    mine, hers = (items(listed(made, subject=TalentId(f"tal-{n}")))["off-1"] for n in (1, 2))
    assert (mine.still_free, mine.notes) == (1.0, ())
    assert (hers.still_free, hers.notes[0].code) == (ALL_OFFERED, "all_seats_offered")


def test_a_price_that_says_less_stays() -> None:
    made = invited(snapshot(off_1=0.1), seats=2, asked=3)
    assert items(listed(made))["off-1"].still_free == 0.1


@pytest.mark.parametrize("asked", [{"market": False}, {"order": Order.NEWEST}])
def test_that_all_seats_are_offered_is_said_in_every_list_and_ranks_in_none_without_the_market(
    asked: dict[str, Any],
) -> None:
    found = items(listed(invited(snapshot(off_2=0.8), seats=2, asked=2), **asked))["off-1"]
    assert found.still_free == 1.0
    assert [note.code for note in found.notes] == ["all_seats_offered"]


def test_people_are_not_told_of_their_own_offers_seats() -> None:
    made = invited(snapshot(), seats=2, asked=2)
    assert {item.notes for item in listed(made, PEOPLE).items} == {()}


def test_of_a_crowded_offer_it_is_said_where_seats_are_free() -> None:
    slate = listed(snapshot(off_1=0.2, off_2=0.8))
    notes = {str(item.id): [note.code for note in item.notes] for item in slate.items}
    assert notes["off-1"] == ["many_apply_instead"]
    assert notes["off-2"] == []
    (note,) = items(slate)["off-1"].notes
    assert set(str(note.params["offers"]).split("|")) == {"off-3", "off-4", "off-5"}


def test_where_nothing_else_has_seats_it_is_said_that_many_apply() -> None:
    everywhere = {f"off_{n}": 0.2 for n in range(1, 6)}
    for item in listed(snapshot(**everywhere)).items:
        assert [note.code for note in item.notes] == ["many_apply"]


def test_a_later_run_replaces_the_one_before() -> None:
    made = snapshot(off_1=0.2)
    made.put_market("mkt-2", offers={OfferId("off-2"): 0.4}, talents={})
    found = items(listed(made))
    assert (found["off-1"].still_free, found["off-2"].still_free) == (1.0, 0.4)


def test_a_still_snapshot_stays_while_the_work_goes_on() -> None:
    made = snapshot(off_1=0.2)
    still = made.still()
    before = listed(still)
    made.put_pairs([(TalentId("tal-1"), OfferId("off-2"), PairState.APPLIED)])
    made.put_market(None, offers={}, talents={})
    assert listed(still) == before
    assert (len(listed(made).items), listed(made).market_run) == (4, None)


def test_seats_are_named_of_the_same_kind_before_others() -> None:
    made = snapshot(off_1=0.2)
    courses = [factories.offer(f"off-{n}", kind="course") for n in (1, 4)]
    made.put_offers(courses)
    (note,) = items(listed(made))["off-1"].notes
    named = str(note.params["offers"]).split("|")
    assert (named[0], len(named)) == ("off-4", 3)
