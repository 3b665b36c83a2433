"""Eligibility: every rule says no for its own reason, with what the text needs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain import (
    Audience,
    EligibilityContext,
    Offer,
    OfferStatus,
    OpenTo,
    Pair,
    PairState,
    Talent,
    age_on,
    exclusions,
    guest_fee,
    reference_day,
)
from tests import factories
from tests.factories import TODAY


def _codes(
    talent: Talent | None = None,
    offer: Offer | None = None,
    *,
    context: EligibilityContext | None = None,
    **fields: Any,
) -> list[str]:
    pair = Pair(
        talent=talent or factories.talent(),
        offer=offer or factories.offer(),
        home="0217",
        declared=frozenset(),
        seats_left=3,
    )
    found = exclusions(replace(pair, **fields), context or factories.context())
    return [problem.code for problem in found]


def test_who_fits_may_meet() -> None:
    assert _codes() == []


@pytest.mark.parametrize("status", [s for s in OfferStatus if s is not OfferStatus.PUBLISHED])
def test_only_a_published_offer_is_open(status: OfferStatus) -> None:
    assert _codes(offer=factories.offer(status=status)) == ["not_published"]


def test_the_deadline_day_itself_still_counts() -> None:
    assert _codes(offer=factories.offer(deadline=TODAY)) == []
    yesterday = TODAY - timedelta(days=1)
    assert _codes(offer=factories.offer(deadline=yesterday)) == ["deadline_passed"]


def test_without_a_deadline_one_can_join_until_the_end() -> None:
    running = factories.offer(deadline=None, start_date=date(2026, 8, 1), end_date=TODAY)
    assert _codes(offer=running) == []
    over = replace(running, end_date=date(2026, 8, 31))
    assert _codes(offer=over) == ["deadline_passed"]


def test_no_seat_left_is_full_and_no_limit_is_not() -> None:
    assert _codes(seats_left=0) == ["full"]
    assert _codes(seats_left=None) == []


def test_age_counts_on_the_day_of_the_start() -> None:
    turns_fifteen = factories.talent(birth_date=date(2011, 11, 14), guardian_approved=True)
    assert _codes(turns_fifteen) == []
    day_later = factories.talent(birth_date=date(2011, 11, 15), guardian_approved=True)
    assert _codes(day_later) == ["too_young"]


def test_age_limits_belong_to_the_offer_alone() -> None:
    everybody = factories.offer(age_min=None, age_max=None)
    assert _codes(factories.talent(birth_date=date(1940, 1, 1)), everybody) == []
    assert _codes(factories.talent(birth_date=None), everybody) == []
    assert _codes(factories.talent(birth_date=None)) == ["age_unknown"]
    assert _codes(factories.talent(birth_date=date(1999, 1, 1))) == ["too_old"]


def test_under_fifteen_waits_for_a_guardian_where_consent_is_the_basis() -> None:
    child = factories.talent(birth_date=date(2013, 1, 1))
    offer = factories.offer(age_min=None)
    assert _codes(child, offer) == ["guardian_missing"]
    assert _codes(replace(child, guardian_approved=True), offer) == []
    assert _codes(child, offer, context=factories.context(guardian_below=None)) == []


def test_an_organisation_finds_only_who_wants_to_be_found() -> None:
    hidden = factories.talent(discoverable=False)
    venue = factories.context(Audience.ORGANISATION)
    assert _codes(hidden, context=venue) == ["not_discoverable"]
    assert _codes(hidden) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PairState.HIDDEN_BY_TALENT, "hidden"),
        (PairState.TAKEN_PART, "taken_part"),
        (PairState.NO_SHOW, "taken_part"),
        (PairState.ACCEPTED, "accepted"),
        (PairState.APPLIED, "applied"),
        (PairState.DECLINED, "declined"),
    ],
)
def test_what_has_happened_is_not_suggested_again(state: PairState, code: str) -> None:
    assert _codes(state=state) == [code]


@pytest.mark.parametrize(
    ("state", "code"),
    [(PairState.HIDDEN_BY_PROVIDER, "dismissed"), (PairState.INVITED, "invited")],
)
def test_what_only_the_provider_did_does_not_close_the_offer_for_the_talent(
    state: PairState, code: str
) -> None:
    assert _codes(state=state) == [code]
    assert _codes(state=state, context=factories.context(Audience.TALENT)) == []


def test_a_block_holds_whatever_else_is_true() -> None:
    assert _codes(blocked=True) == ["blocked"]


def test_who_pauses_is_left_in_peace() -> None:
    assert _codes(factories.talent(paused=True)) == ["paused"]


def test_home_is_the_own_municipality() -> None:
    offer = factories.offer(open_to=OpenTo.HOME)
    assert _codes(offer=offer) == []
    assert _codes(factories.talent(municipality="0265"), offer) == ["not_home"]
    assert _codes(factories.talent(municipality=None), offer) == ["municipality_unknown"]


def test_home_without_a_known_home_lets_nobody_in_by_mistake() -> None:
    assert _codes(offer=factories.offer(open_to=OpenTo.HOME), home=None) == ["home_unknown"]


def test_what_is_over_is_closed_whatever_its_deadline_says() -> None:
    over = factories.offer(start_date=date(2026, 6, 1), end_date=None, deadline=date(2026, 12, 1))
    assert _codes(offer=over) == ["deadline_passed"]


def test_a_target_group_is_the_same_however_it_is_written() -> None:
    offer = factories.offer(target_group="Unge  Mødre")
    assert _codes(offer=offer, declared=frozenset({"unge mødre "})) == []


def test_guests_may_come_where_they_pay_a_fee() -> None:
    guest = factories.talent(municipality="0101")
    closed = factories.offer(open_to=OpenTo.PARTNERSHIP)
    paid = factories.offer(open_to=OpenTo.PARTNERSHIP, outside_fee_dkk=600.0)
    assert _codes(guest, closed) == ["outside_partnership"]
    assert _codes(guest, paid) == []


def test_the_fee_is_for_guests_alone() -> None:
    offer = factories.offer(outside_fee_dkk=600.0)
    members = factories.PARTNERSHIP
    assert guest_fee(offer, municipality="0101", partnership=members) == 600
    assert guest_fee(offer, municipality="0217", partnership=members) is None
    assert guest_fee(offer, municipality=None, partnership=members) is None


def test_a_targeted_offer_opens_by_the_persons_own_declaration_alone() -> None:
    offer = factories.offer(target_group="girls_and_women")
    assert _codes(offer=offer) == ["target_group_undeclared"]
    assert _codes(offer=offer, declared=frozenset({"girls_and_women"})) == []


def test_every_rule_that_says_no_is_told() -> None:
    offer = factories.offer(status=OfferStatus.DRAFT, age_min=40)
    assert _codes(offer=offer, seats_left=0) == ["not_published", "full", "too_young"]


def test_a_leap_day_child_turns_a_year_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18


def test_ages_at_a_running_offer_count_today() -> None:
    assert reference_day(factories.offer(start_date=date(2026, 1, 1)), TODAY) == TODAY
    assert reference_day(factories.offer(start_date=None), TODAY) == TODAY
