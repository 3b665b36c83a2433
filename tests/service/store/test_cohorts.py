"""Cohorts in the store: kept as proposed, forgotten with the person, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from matcher.domain import Audience, OfferId, TalentId
from service.store import cohorts, reading, writing
from service.store.cohorts import GONE, Cohort, CohortChange, CohortProposal
from service.store.talents import TALENTS
from tests.factories import talent
from tests.service.store.samples import NOW

PROPOSAL = CohortProposal(
    number=1,
    at=NOW,
    by="key-1",
    model_hash="5d1c",
    candidate_hash="77aa",
    candidates=2,
    outcome={
        "feasible": True,
        "candidates": ["tal-0", "tal-1"],
        "chances": [1.0, 0.5],
        "members": [{"id": "tal-0", "next": ["tal-1"]}],
        "waiting": [{"ids": ["tal-1"], "fit": 0.5}],
        "aims": [
            {"aim": "role", "code": "drums", "price": {"enters": ["tal-1"], "leaves": ["tal-0"]}},
            {"aim": "newcomer", "code": None, "price": None},
        ],
    },
)
CHANGE = CohortChange(
    number=1,
    at=NOW,
    by="key-1",
    proposal=1,
    kind="pin",
    talent=TalentId("tal-0"),
    reason="Spiller med dem i forvejen",
    was_in=True,
    was_chance=1.0,
)
COHORT = Cohort(
    id="coh-1",
    offer=OfferId("off-0"),
    audience=Audience.COORDINATOR,
    created_at=NOW,
    created_by="key-1",
    seed=7,
    wish={"seats": 2, "aims": [], "together": [["tal-0", "tal-1"]]},
    proposals=(PROPOSAL,),
    changes=(CHANGE,),
)


def test_a_cohort_comes_back_as_it_was_kept(engine: Engine) -> None:
    with writing(engine) as session:
        cohorts.add(session, COHORT)
    with reading(engine) as session:
        assert cohorts.get(session, "coh-1") == COHORT
        assert cohorts.get(session, "coh-2") is None


def test_the_newest_of_an_offer_come_first_with_their_latest_proposal(engine: Engine) -> None:
    later = replace(COHORT, id="coh-2", created_at=NOW + timedelta(days=1), seed=9)
    second = replace(PROPOSAL, number=2)
    with writing(engine) as session:
        cohorts.add(session, COHORT)
        cohorts.add(session, later)
        cohorts.add_proposal(session, "coh-1", second)
        found = cohorts.of_offer(session, OfferId("off-0"))
        seed = cohorts.seed_of(session, OfferId("off-0"))
        assert cohorts.of_offer(session, OfferId("off-9")) == []
    assert [(one.id, one.latest.number) for one in found] == [("coh-2", 1), ("coh-1", 2)]
    assert seed == 7


def test_a_number_is_taken_once(engine: Engine) -> None:
    with writing(engine) as session:
        cohorts.add(session, COHORT)
        with pytest.raises(IntegrityError):
            cohorts.add_proposal(session, "coh-1", PROPOSAL)
        session.rollback()


def test_a_proposal_is_published_once(engine: Engine) -> None:
    with writing(engine) as session:
        cohorts.add(session, COHORT)
        cohorts.publish(session, "coh-1", number=1, now=NOW)
        cohorts.publish(session, "coh-1", number=1, now=NOW + timedelta(days=1))
        found = cohorts.get(session, "coh-1")
    assert found is not None
    assert found.latest.published_at == NOW


def test_who_is_erased_is_nowhere_in_it_and_no_reason_speaks_of_them(engine: Engine) -> None:
    with writing(engine) as session:
        cohorts.add(session, COHORT)
        cohorts.forget(session, TalentId("tal-0"))
        found = cohorts.get(session, "coh-1")
    assert found is not None
    assert "tal-0" not in repr(found)
    assert (found.changes[0].talent, found.changes[0].reason) == (GONE, "")
    assert found.latest.outcome["candidates"] == [GONE, "tal-1"]
    assert found.latest.outcome["chances"] == [1.0, 0.5]


def test_who_is_erased_takes_no_code_along_that_reads_like_the_id(engine: Engine) -> None:
    with writing(engine) as session:
        cohorts.add(session, COHORT)
        cohorts.forget(session, TalentId("drums"))
        assert cohorts.get(session, "coh-1") == COHORT


def test_who_was_erased_while_a_group_was_solved_is_not_kept_in_it(engine: Engine) -> None:
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1")], now=NOW)
        found = cohorts.without_erased(session, COHORT)
    assert "tal-0" not in repr(found)
    assert (found.changes[0].talent, found.changes[0].reason) == (GONE, "")
    assert found.wish["together"] == [[GONE, "tal-1"]]
    assert found.latest.outcome["waiting"][0]["ids"] == ["tal-1"]
