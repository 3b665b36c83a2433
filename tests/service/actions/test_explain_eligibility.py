"""Tests of explaining eligibility: what the store says of a pair is what the lists go by."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Direction,
    Exclusion,
    Offer,
    OrganisationId,
    PairState,
    Problem,
    Side,
    Talent,
    exclusions,
)
from matcher.features import Snapshot, pairing, sentence_encoder, verdicts
from matcher.vocabulary import load
from service.actions.explain_eligibility import pair_of
from service.actions.live import Live
from service.actions.visibility import NOT_ELIGIBLE, for_organisation
from service.store import OFFERS, ORGANISATIONS, TALENTS, blocks, connect, pairs, reading, writing
from service.store.blocks import Block
from service.store.pairs import TalentOffer
from tests import factories
from tests.service.api.house import NOW
from tests.service.databases import SqliteFiles
from tests.strategies import offers, states, talents

WORDS = load()
ORGANISATION_IDS = tuple(f"org-{number}" for number in range(1, 9))


def fill(session: Session, town: tuple[list[Talent], list[Offer]], state: PairState) -> None:
    people, made = town
    ORGANISATIONS.put_many(
        session, [factories.organisation(one) for one in ORGANISATION_IDS], now=NOW
    )
    OFFERS.put_many(session, made, now=NOW)
    TALENTS.put_many(session, people, now=NOW)
    pairs.put(session, TalentOffer(people[0].id, made[0].id, state), now=NOW)
    blocked = Block(people[0].id, OrganisationId("org-2"), Side.TALENT)
    blocks.put(session, blocked, now=NOW)


@settings(max_examples=25)
@given(
    people=st.lists(talents(WORDS), min_size=1, max_size=3, unique_by=lambda one: one.id),
    made=st.lists(offers(WORDS), min_size=1, max_size=4, unique_by=lambda one: one.id),
    state=states(),
    audience=st.sampled_from(Audience),
)
def test_one_pair_is_explained_as_all_are_filtered(
    sqlite: SqliteFiles,
    people: list[Talent],
    made: list[Offer],
    state: PairState,
    audience: Audience,
) -> None:
    url = sqlite.migrated()
    engine = connect(url)
    with writing(engine) as session:
        fill(session, (people, made), state)
    live = Live(engine, Snapshot(WORDS, sentence_encoder()))
    live.load()
    context = factories.context(audience)
    for person in people:
        asked = pairing(live.snapshot, Direction.OFFERS_FOR_TALENT, subject=person.id)
        found = verdicts(asked, context)
        for row, offer_id in enumerate(asked.ids()):
            offer = next(one for one in made if one.id == offer_id)
            with reading(engine) as session:
                pair = pair_of(session, person, offer, words=WORDS)
            said = exclusions(pair, context)
            first = list(Exclusion)[found.codes[row] - 1].value if found.codes[row] else None
            assert first == (said[0].code if said else None)
    live.close()
    engine.dispose()
    sqlite.drop(url)


ALL = st.lists(st.sampled_from([Problem(code.value) for code in Exclusion]), unique_by=str)


@given(ALL)
def test_an_organisation_learns_nothing_of_the_person(found: list[Problem]) -> None:
    told = for_organisation(tuple(found))
    secret = {"paused", "guardian_missing", "not_discoverable", "blocked", "hidden"}
    if secret & {problem.code for problem in found}:
        assert told is None
        return
    assert told is not None
    personal = {"age_unknown", "too_young", "too_old", "not_home", "target_group_undeclared"}
    assert not personal & {problem.code for problem in told}
    assert bool(told) == bool(found)


def test_several_personal_reasons_are_told_as_one() -> None:
    found = (Problem("full"), Problem("too_young"), Problem("not_home"))
    told = for_organisation(found)
    assert told is not None
    assert [problem.code for problem in told] == ["full", NOT_ELIGIBLE]


def test_a_pair_nobody_has_touched_has_no_state(sqlite: SqliteFiles) -> None:
    url = sqlite.migrated()
    engine = connect(url)
    person, made = factories.talent(), factories.offer(municipality=None)
    with writing(engine) as session:
        home = replace(factories.organisation(), municipality="0265")
        ORGANISATIONS.put_many(session, [home], now=NOW)
        OFFERS.put_many(session, [made], now=NOW)
        TALENTS.put_many(session, [person], now=NOW)
        pair = pair_of(session, person, made, words=WORDS)
    engine.dispose()
    sqlite.drop(url)

    assert (pair.state, pair.blocked, pair.seats_left) == (PairState.NONE, False, 3)
    assert pair.home == "0265"
