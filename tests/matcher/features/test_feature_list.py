"""The one list of features: whole, well formed, and free of what may never rank (N45)."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import Direction, FreeTag, OrganisationId, Talent
from matcher.features import Feature, Snapshot, feature_list, pair_values, pairing, sentence_encoder
from matcher.features.pairs import FORMULAS
from matcher.vocabulary import load
from tests import factories

FEATURES = feature_list().features
FORBIDDEN = re.compile(
    r"name|navn|gender|køn|sex|birth|født|\bage\b|alder|origin|oprindelse|ethnic|etnisk|religio|"
    r"health|helbred|diagnos|handicap|disab|nationalit|email|declared|group_of|target",
    re.IGNORECASE,
)


def test_every_feature_has_a_formula_and_every_formula_is_listed() -> None:
    assert {feature.name for feature in FEATURES} == set(FORMULAS)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_says_what_it_is_in_both_languages(feature: Feature) -> None:
    assert feature.meaning_da
    assert feature.meaning_en
    assert feature.low < feature.high
    assert feature.cells >= 2


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_no_feature_is_about_what_may_never_rank(feature: Feature) -> None:
    assert not FORBIDDEN.search(f"{feature.name} {feature.meaning_en}")


@pytest.mark.parametrize(
    "sensitive",
    [
        {"name": "Mohammed Al-Testrup"},
        {"email": "m@example.org"},
        {"birth_date": date(1990, 1, 1)},
        {"organisation": OrganisationId("org-9")},
        {"target_groups": ("girls_and_women",)},
        {"guardian_approved": True},
        {"meets_peers": True},
        {"joins_give_back": True},
        {"child_certificate": True},
        {"discoverable": False},
        {"free_tags": (FreeTag("conditions", "ADHD og angst"),)},
        {"free_tags": (FreeTag("target_groups", "unge med diagnoser"),)},
    ],
    ids=str,
)
def test_no_feature_changes_with_what_may_never_rank(sensitive: dict[str, Any]) -> None:
    talent = factories.talent()
    before, after = _values(talent), _values(replace(talent, **sensitive))
    assert np.array_equal(before, after, equal_nan=True)


def test_every_feature_about_the_pair_has_a_value_for_a_full_pair() -> None:
    known = dict(zip((f.name for f in FEATURES), _values(factories.talent()), strict=True))
    missing = {name for name, value in known.items() if np.isnan(value)}
    learned = {"behaviour_affinity", "organisation_pull"}
    assert missing <= learned | {"pay", "price", "conditions_met", "heard_genres", "heard_roles"}


def _values(talent: Talent) -> NDArray[np.float32]:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([factories.organisation()])
    snapshot.put_offers([factories.offer()])
    snapshot.put_talents([talent], [factories.TODAY])
    one = pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=talent.id)
    return pair_values(one, factories.context(), feature_list())[:, 0]
