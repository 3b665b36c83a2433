"""The vocabularies together: loaded once, and with what terms carry beyond labels."""

import re

from matcher.vocabulary import Vocabularies, load
from matcher.vocabulary.tables import content_hash


def test_they_are_loaded_once(known: Vocabularies) -> None:
    assert load() is known


def test_the_hash_names_the_content(known: Vocabularies) -> None:
    assert re.fullmatch("[0-9a-f]{64}", known.content_hash)
    assert known.content_hash == content_hash()


def test_wishes_weigh_by_what_it_means_to_go_without(known: Vocabularies) -> None:
    weights = known.condition_weights
    index = known.conditions.index
    assert weights.shape == (len(known.conditions),)
    assert weights[index["wheelchair"]] == 1
    assert weights[index["women_only"]] > weights[index["no_competition"]]
    assert weights.min() >= 0
    assert weights.max() <= 1


def test_kinds_serve_goals(known: Vocabularies) -> None:
    assert known.kind_goals["gig"]["perform"] == 1
    assert set(known.kind_goals) == set(known.kinds.codes)


def test_kinds_go_against_conditions(known: Vocabularies) -> None:
    assert "no_stage" in known.kind_contradicts["gig"]
    assert "no_competition" in known.kind_contradicts["contest"]


def test_reaches_are_rungs_outwards(known: Vocabularies) -> None:
    assert known.rungs == {"local": 0, "regional": 1, "national": 2}


def test_a_target_group_is_declared_by_the_persons_own_choice(known: Vocabularies) -> None:
    assert known.declared_by["girls_and_women"] == {"conditions:women_only"}
    assert known.declared_by["vulnerable_youth"] == {"goals:wellbeing"}
    assert known.declared_by["over_40"] == frozenset()
