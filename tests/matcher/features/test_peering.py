"""Peering: the rules over columns are the domain's, and every value is the same seen back."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain import PeerContext, Talent, may_meet
from matcher.features import (
    PeerFacts,
    PeerMarks,
    Snapshot,
    Way,
    packaged_features,
    peer_values,
    peer_verdicts,
    peering,
    role_complements,
    sentence_encoder,
)
from matcher.features.complements import complement_lines
from matcher.vocabulary import load
from tests.factories import TODAY, talent

FEATURES = packaged_features("peer_features")
NOBODY = PeerMarks()

people: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    meets_peers=st.sampled_from([True, True, False]),
    paused=st.sampled_from([False, False, True]),
    guardian_approved=st.booleans(),
    birth_date=st.none() | st.dates(date(2000, 1, 1), date(2014, 12, 31)),
    municipality=st.sampled_from(["0217", "0265", None]),
    roles=st.lists(st.sampled_from(["singer", "producer", "drums"]), max_size=2, unique=True),
    genres=st.lists(st.sampled_from(["pop", "rock", "jazz"]), max_size=3, unique=True),
    goals=st.lists(st.sampled_from(["band", "perform"]), max_size=2, unique=True),
    level=st.none() | st.integers(1, 5),
    times=st.sampled_from([(), ("weekend",), ("weekend", "weekday_evening")]),
)


def made(key: str, fields: dict[str, Any]) -> Talent:
    lists = {name: tuple(fields[name]) for name in ("roles", "genres", "goals")}
    return talent(key, **{**fields, **lists})


def shot(*talents: Talent) -> Snapshot:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_talents(talents, [TODAY] * len(talents))
    return snapshot


def values(snapshot: Snapshot, subject: str, other: str, *, way: Way) -> dict[str, float]:
    """What the two find in one another, by feature."""
    everybody = peering(snapshot, subject)
    chosen = everybody.keep(np.array([snapshot.talents.row_of[other]]))
    found = peer_values(PeerFacts(chosen, NOBODY, today=TODAY), FEATURES, way=way)
    names = [feature.name for feature in FEATURES.features]
    return dict(zip(names, found[:, 0].tolist(), strict=True))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(people, min_size=2, max_size=5), st.sampled_from([15, None]))
def test_the_rules_over_columns_are_those_of_the_domain(
    drawn: list[dict[str, Any]], guardian_below: int | None
) -> None:
    context = PeerContext(today=TODAY, guardian_below=guardian_below)
    first, *others = (made(f"t{number}", fields) for number, fields in enumerate(drawn))
    snapshot = shot(first, *others)
    first_may = may_meet(first, first, context)
    everybody = peering(snapshot, first.id)
    found = everybody.keep(peer_verdicts(everybody, context, NOBODY).eligible()).ids()
    if first_may:
        assert set(found) == {one.id for one in others if may_meet(first, one, context)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, people)
def test_what_one_finds_there_is_what_the_other_finds_back(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    snapshot = shot(made("a", one), made("b", other))
    there, back = (values(snapshot, "a", "b", way=way) for way in Way)
    assert values(snapshot, "b", "a", way=Way.BACK) == pytest.approx(there, nan_ok=True)
    assert values(snapshot, "b", "a", way=Way.THERE) == pytest.approx(back, nan_ok=True)


def test_who_was_met_is_left_out_and_counted() -> None:
    snapshot = shot(*(talent(f"t{n}", meets_peers=True) for n in range(3)))
    marks = PeerMarks(met=frozenset({"t1", "gone"}))
    everybody = peering(snapshot, "t0")
    answer = peer_verdicts(everybody, PeerContext(today=TODAY), marks)
    assert everybody.keep(answer.eligible()).ids() == ["t2"]
    assert answer.counts() == {"peer_met_before": 1}


def test_distance_is_between_municipalities_whatever_the_postcode() -> None:
    snapshot = shot(talent("a", postcode="3000"), talent("b", postcode="3490"))
    assert values(snapshot, "a", "b", way=Way.THERE)["distance"] == 0


def test_complements_are_symmetric_and_more_exact_lines_win() -> None:
    roles = load().roles
    weights = role_complements(roles)
    assert np.array_equal(weights, weights.T)
    place = roles.index
    assert weights[place["bass"], place["drums"]] == 1
    assert weights[place["singer"], place["producer"]] == 1
    assert weights[place["rapper"], place["beatmaker"]] == 1


def test_every_complement_names_what_is_there_and_why() -> None:
    roles = load().roles
    known = {*roles.codes, *(term.parent for term in roles.terms)}
    lines = complement_lines()
    assert all({line["one"], line["other"]} <= known for line in lines)
    assert all(
        0 <= float(line["weight"]) <= 1 and len(line["reason"].split()) > 2 for line in lines
    )
    pairs = [frozenset((line["one"], line["other"])) for line in lines]
    assert len(set(pairs)) == len(pairs)
