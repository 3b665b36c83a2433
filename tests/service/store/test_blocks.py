"""Blocks: each side's own, and gone with either."""

from sqlalchemy import Engine

from matcher.domain import OfferId, OrganisationId, Side, TalentId
from service.store import (
    OFFERS,
    ORGANISATIONS,
    TALENTS,
    Block,
    ChangeKind,
    blocks,
    changes,
    reading,
    writing,
)
from tests.service.store.samples import NOW, settle

BY_TALENT = Block(TalentId("tal-1"), OrganisationId("org-1"), Side.TALENT)
BY_PROVIDER = Block(TalentId("tal-1"), OrganisationId("org-1"), Side.PROVIDER)


def put(engine: Engine, *added: Block) -> None:
    with writing(engine) as session:
        for block in added:
            blocks.put(session, block, now=NOW)


def standing(engine: Engine) -> set[Block]:
    with reading(engine) as session:
        return set(blocks.stream(session))


def test_each_side_has_a_block_of_its_own(engine: Engine) -> None:
    settle(engine)
    put(engine, BY_TALENT, BY_PROVIDER, BY_TALENT)
    assert standing(engine) == {BY_TALENT, BY_PROVIDER}
    with writing(engine) as session:
        assert blocks.delete(session, BY_PROVIDER)
    assert standing(engine) == {BY_TALENT}


def test_a_block_that_is_not_there_cannot_be_taken_back(engine: Engine) -> None:
    with writing(engine) as session:
        assert not blocks.delete(session, BY_TALENT)


def test_the_blocks_of_one_talent_are_asked_for_alone(engine: Engine) -> None:
    settle(engine, talents=2)
    put(engine, BY_TALENT, BY_PROVIDER)
    with reading(engine) as session:
        assert set(blocks.of(session, TalentId("tal-1"))) == {BY_TALENT, BY_PROVIDER}
        assert blocks.of(session, TalentId("tal-2")) == []


def test_the_blocks_of_many_are_asked_for_at_once(engine: Engine) -> None:
    settle(engine, talents=2)
    put(engine, BY_TALENT, BY_PROVIDER)
    with reading(engine) as session:
        found = blocks.of_many(session, [TalentId("tal-1"), TalentId("tal-2")])
    assert found == {"tal-1": {BY_TALENT.organisation}, "tal-2": frozenset()}


def test_blocks_enter_the_change_log(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        before = changes.head(session)
        blocks.put(session, BY_TALENT, now=NOW)
        blocks.delete(session, BY_TALENT)
        logged = changes.since(session, before, limit=10)
    assert [(change.kind, change.id, change.other) for change in logged] == [
        (ChangeKind.BLOCK, "tal-1", "org-1")
    ] * 2


def test_a_block_goes_with_the_talent_and_the_log_says_so(engine: Engine) -> None:
    settle(engine)
    put(engine, BY_TALENT)
    with writing(engine) as session:
        before = changes.head(session)
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
        logged = {change.kind for change in changes.since(session, before, limit=10)}
    assert standing(engine) == set()
    assert logged == {ChangeKind.BLOCK, ChangeKind.TALENT}


def test_a_block_goes_with_the_organisation_and_the_log_says_so(engine: Engine) -> None:
    settle(engine)
    put(engine, BY_TALENT)
    with writing(engine) as session:
        OFFERS.delete(session, OfferId("off-1"), now=NOW)
        before = changes.head(session)
        ORGANISATIONS.delete(session, OrganisationId("org-1"), now=NOW)
        logged = {change.kind for change in changes.since(session, before, limit=10)}
    assert standing(engine) == set()
    assert logged == {ChangeKind.BLOCK, ChangeKind.ORGANISATION}
