"""Profiles: what is put comes back, page by page, with its version."""

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

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
from service.store import (
    OFFERS,
    ORGANISATIONS,
    TALENTS,
    ChangeKind,
    OfferFilter,
    OrganisationFilter,
    StoreRefused,
    TalentFilter,
    changes,
    reading,
    writing,
)
from service.store.tables import OfferRow, OrganisationRow, StoreTable, TalentRow
from tests.factories import offer, organisation, talent
from tests.service.store.samples import NOW, settle

TAGS = (
    FreeTag("genres", "høstpop"),
    FreeTag("genres", "åndssvag støj"),
    FreeTag("roles", "tuba ✨"),
)

FULL_TALENT = talent(
    postcode="3000",
    conditions=("small_group", "no_stage"),
    links=("https://example.org/spor",),
    organisation=OrganisationId("org-1"),
    paused=True,
    profiling=False,
    learning=False,
    guardian_approved=True,
    target_groups=("girls_and_women",),
    meets_peers=True,
    joins_give_back=True,
    child_certificate=True,
    free_tags=TAGS,
)

FULL_OFFER = offer(
    partners=(OrganisationId("org-2"), OrganisationId("org-1")),
    postcode="3000",
    conditions=("wheelchair",),
    open_to=OpenTo.PARTNERSHIP,
    outside_fee_dkk=0.1 + 0.2,
    price_dkk=250.5,
    pay_dkk=0.0,
    target_group="girls_and_women",
    target_ground="forsøgsordning",
    room="Spisestuen, plads til fyrre",
    equipment=("piano", "pa"),
    loudness="acoustic",
    certificate_needed=True,
    audience="elderly",
    status=OfferStatus.CLOSED,
    cloned_from=OfferId("off-0"),
    free_tags=TAGS,
)


@pytest.mark.parametrize(
    ("domain", "rows"),
    [(Talent, TalentRow), (Offer, OfferRow), (Organisation, OrganisationRow)],
)
def test_every_field_of_a_profile_has_a_column(domain: type, rows: type[StoreTable]) -> None:
    columns = {column.name for column in rows.table().c} - {"version", "updated_at"}
    assert columns == {field.name for field in fields(domain)}


def test_a_talent_comes_back_as_it_was_put(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        TALENTS.put_many(session, [FULL_TALENT], now=NOW)
    with reading(engine) as session:
        found = TALENTS.get(session, FULL_TALENT.id)
    assert found is not None
    assert found.value == FULL_TALENT


def test_an_offer_comes_back_as_it_was_put(engine: Engine) -> None:
    with writing(engine) as session:
        homes = [organisation(), organisation("org-2", free_tags=TAGS, contact_email="a@b.dk")]
        ORGANISATIONS.put_many(session, homes, now=NOW)
        OFFERS.put_many(session, [FULL_OFFER], now=NOW)
    with reading(engine) as session:
        assert list(OFFERS.stream(session)) == [FULL_OFFER]
        assert list(ORGANISATIONS.stream(session)) == homes


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    # The edge refuses control characters and lone surrogates: no spreadsheet or form means them.
    texts=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=4),
    kilometres=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    born=st.none() | st.dates(),
)
def test_whatever_is_put_comes_back(
    engine: Engine, texts: list[str], kilometres: float | None, born: object
) -> None:
    put = talent(
        name=" ".join(texts),
        bio="\n".join(texts),
        roles=tuple(texts),
        free_tags=tuple(FreeTag("genres", text) for text in texts),
        max_travel_km=kilometres,
        birth_date=born,
    )
    with writing(engine) as session:
        TALENTS.put_many(session, [put], now=NOW)
    with reading(engine) as session:
        assert list(TALENTS.stream(session)) == [put]


def test_a_version_rises_with_every_put(engine: Engine) -> None:
    settle(engine)
    later = NOW + timedelta(days=1)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(bio="Ny tekst")], now=later)
        found = TALENTS.get(session, TalentId("tal-1"))
    assert found is not None
    assert (found.version, found.updated_at, found.value.bio) == (2, later, "Ny tekst")


def test_of_two_values_with_one_id_the_last_counts_once(engine: Engine) -> None:
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(name="Ada"), talent(name="Bo")], now=NOW)
        found = TALENTS.get(session, TalentId("tal-1"))
    assert found is not None
    assert (found.value.name, found.version) == ("Bo", 1)


def test_what_is_not_there_is_not_found(engine: Engine) -> None:
    settle(engine)
    with reading(engine) as session:
        assert TALENTS.get(session, TalentId("nobody")) is None
        assert TALENTS.get_many(session, [TalentId("tal-1"), TalentId("nobody")]).keys() == {
            "tal-1"
        }


def test_more_may_be_asked_for_than_one_statement_can_carry(engine: Engine) -> None:
    settle(engine, talents=2500)
    ids = [TalentId(f"tal-{number}") for number in range(1, 2501)]
    with reading(engine) as session:
        assert list(TALENTS.get_many(session, ids)) == ids


def test_pages_follow_one_another_by_the_bytes_of_the_ids(engine: Engine) -> None:
    keys = ["B", "a", "b", "Å", "ø", "tal-10", "tal-9"]
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(key) for key in keys], now=NOW)
    seen: list[str] = []
    with reading(engine) as session:
        while page := TALENTS.page(
            session, TalentFilter(), after=TalentId(seen[-1]) if seen else None, limit=2
        ):
            seen += [found.value.id for found in page]
    assert seen == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (TalentFilter(), ["tal-1", "tal-2", "tal-3"]),
        (TalentFilter(municipalities=frozenset({"0217"})), ["tal-1", "tal-2"]),
        (TalentFilter(municipalities=frozenset()), []),
        (TalentFilter(organisation=OrganisationId("org-1")), ["tal-2"]),
        (TalentFilter(discoverable=False), ["tal-3"]),
    ],
)
def test_a_filter_lets_only_its_talents_through(
    engine: Engine, where: TalentFilter, expected: list[str]
) -> None:
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        people = [
            talent("tal-1"),
            talent("tal-2", organisation=OrganisationId("org-1")),
            talent("tal-3", municipality="0265", discoverable=False),
        ]
        TALENTS.put_many(session, people, now=NOW)
    with reading(engine) as session:
        found = TALENTS.page(session, where, limit=10)
    assert [profile.value.id for profile in found] == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (OfferFilter(), ["off-1", "off-2"]),
        (OfferFilter(organisation=OrganisationId("org-2")), ["off-2"]),
        (OfferFilter(municipalities=frozenset({"0265"})), ["off-2"]),
        (OfferFilter(statuses=frozenset({OfferStatus.DRAFT})), ["off-2"]),
        (OfferFilter(kinds=frozenset({"camp"})), ["off-2"]),
        (OfferFilter(kinds=frozenset({"camp"}), municipalities=frozenset({"0217"})), []),
    ],
)
def test_a_filter_lets_only_its_offers_through(
    engine: Engine, where: OfferFilter, expected: list[str]
) -> None:
    other = offer(
        "off-2",
        organisation=OrganisationId("org-2"),
        municipality="0265",
        status=OfferStatus.DRAFT,
        kind="camp",
    )
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation(), organisation("org-2")], now=NOW)
        OFFERS.put_many(session, [offer(), other], now=NOW)
    with reading(engine) as session:
        found = OFFERS.page(session, where, limit=10)
    assert [profile.value.id for profile in found] == expected


def test_a_filter_lets_only_its_organisations_through(engine: Engine) -> None:
    where = OrganisationFilter(municipalities=frozenset({"0217"}), types=frozenset({"venue"}))
    homes = [organisation(), organisation("org-2", type="venue"), organisation("org-3", type=None)]
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, homes, now=NOW)
        found = ORGANISATIONS.page(session, where, limit=10)
    assert [profile.value.id for profile in found] == ["org-2"]


def test_an_offer_of_an_unknown_organisation_is_refused(engine: Engine) -> None:
    with pytest.raises(StoreRefused) as refused, writing(engine) as session:
        OFFERS.put_many(session, [offer()], now=NOW)
    assert refused.value.problem.code == "unknown_organisation"


def test_an_offer_with_an_unknown_partner_is_refused(engine: Engine) -> None:
    settle(engine)
    with pytest.raises(StoreRefused) as refused, writing(engine) as session:
        OFFERS.put_many(session, [offer(partners=(OrganisationId("org-9"),))], now=NOW)
    assert refused.value.problem.params == {"organisation": "org-9"}


def test_a_refused_put_leaves_nothing_behind(engine: Engine) -> None:
    settle(engine)
    stray = talent("tal-2", organisation=OrganisationId("org-9"))
    with pytest.raises(StoreRefused), writing(engine) as session:
        TALENTS.put_many(session, [talent(name="Anden"), stray], now=NOW)
    with reading(engine) as session:
        assert list(TALENTS.stream(session)) == [talent()]


def test_every_put_and_every_deletion_is_in_the_change_log(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        before = changes.head(session)
        TALENTS.put_many(session, [talent("tal-1"), talent("tal-2")], now=NOW)
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
        logged = changes.since(session, before, limit=10)
    assert [(change.kind, change.id) for change in logged] == [
        (ChangeKind.TALENT, "tal-1"),
        (ChangeKind.TALENT, "tal-2"),
        (ChangeKind.TALENT, "tal-2"),
    ]


def test_deleting_what_is_not_there_says_so_and_logs_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        assert not OFFERS.delete(session, OfferId("nothing"), now=NOW)
        assert changes.head(session) == 0


@pytest.mark.parametrize(
    ("offers", "talents"),
    [
        ([offer("off-2", organisation=OrganisationId("org-2"))], []),
        ([offer("off-2", partners=(OrganisationId("org-2"),))], []),
        ([], [talent("tal-2", organisation=OrganisationId("org-2"))]),
    ],
)
def test_an_organisation_stays_as_long_as_others_name_it(
    engine: Engine, offers: list[Offer], talents: list[Talent]
) -> None:
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation(), organisation("org-2")], now=NOW)
        OFFERS.put_many(session, offers, now=NOW)
        TALENTS.put_many(session, talents, now=NOW)
    with pytest.raises(StoreRefused) as refused, writing(engine) as session:
        ORGANISATIONS.delete(session, OrganisationId("org-2"), now=NOW)
    assert refused.value.problem.params == {
        "organisation": "org-2",
        "offers": len(offers),
        "talents": len(talents),
    }


def test_an_organisation_that_nobody_names_can_go(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation("org-2")], now=NOW)
        assert ORGANISATIONS.delete(session, OrganisationId("org-2"), now=NOW)
        assert [home.id for home in ORGANISATIONS.stream(session)] == ["org-1"]
