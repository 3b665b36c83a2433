"""Tests of the cold start benchmark, on a market that is too small to tell anything."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from matcher.features import feature_list
from matcher.ranking import day_zero
from tests.training.cold import CHOSEN
from training.benchmarks import cold_tuning, e8
from training.benchmarks.cold_findings import OURS, PEERS
from training.benchmarks.cold_peers import (
    AlsOptions,
    CrowdOptions,
    EaseOptions,
    PopularityOptions,
    collaborative,
    hybrid,
    popularity,
    profiles,
    seen,
)
from training.benchmarks.cold_start import HELD_OUT, Market, market, ndcg_of, without_behaviour
from training.benchmarks.cold_tuning import Kind, held_cold, held_warm
from training.benchmarks.hybrid import HybridOptions

MUSIC, ROLES = ("ticked_genres", "stated_genres"), ("ticked_roles", "stated_roles")
NEEDS, PLACES = ("ticked_needs", "stated_meets"), ("municipality", "municipality remote")
TEXTS = ("text", "text")
READ: dict[str, tuple[str, str]] = {
    "genre_affinity": MUSIC,
    "genre_spread": MUSIC,
    "role_fit": ROLES,
    "level_gap": ("stated_level", "stated_levels"),
    "goals_served": ("ticked_goals", "stated_goals"),
    "kind_goals": ("ticked_goals", "kind"),
    "conditions_met": NEEDS,
    "conditions_unmet": NEEDS,
    "conditions_against": ("ticked_needs", "kind"),
    "frames_unasked": NEEDS,
    "travel_ratio": ("stated_km", "municipality remote"),
    "distance": PLACES,
    "same_municipality": PLACES,
    "times_overlap": ("stated_times", "times"),
    "reach_step": ("stated_level", "reach"),
    "price": ("", "price"),
    "pay": ("", "pay"),
    "wants_paid": ("ticked_goals", ""),
    "provider_kind": ("", "organisation"),
    "text_similarity": TEXTS,
    "meaning_similarity": TEXTS,
    "theme_affinity": TEXTS,
    "heard_genres": TEXTS,
    "heard_roles": TEXTS,
    "heard_goals": TEXTS,
}
"""By feature of ours the columns of people and of offers that tell the hybrid the same."""
UNREAD = {
    "language_shared": "everybody speaks the same here",
    "days_to_deadline": "changes from day to day",
    "days_to_start": "changes from day to day",
    "offer_freshness": "changes from day to day",
    "profile_freshness": "changes from day to day",
    "provider_history": "what the person did before: in the identities",
    "behaviour_affinity": "what the person did before: in the identities",
    "organisation_pull": "what others did before: in the organisation's vector",
}


@pytest.fixture(scope="module")
def small() -> Market:
    """Ten short periods."""
    return market(4, people=150, offers=400, rows=3000, judged=40, tick=lambda: None)


def test_the_cold_are_in_no_row_that_is_learned_from(small: Market) -> None:
    assert not small.cold(small.train.talent.astype(np.intp)).any()
    assert not small.cold(small.train.offer.astype(np.intp)).any()
    assert abs(small.cold(small.offer).mean() - 1 / HELD_OUT) < 0.15


def test_the_oracle_has_all_and_no_method_more(small: Market) -> None:
    values = e8.judged(small, 4, chosen=CHOSEN)
    for method in values:
        for part in values[method].values():
            known = part[~np.isnan(part)]
            assert (known > 0).all() or method != "oracle"
            assert (known <= 1 + 1e-9).all()
    for learned in ("samspil, trained", OURS):
        assert not np.array_equal(
            values[learned]["all warm"], values["samspil, day zero"]["all warm"], equal_nan=True
        )
    for part in values["oracle"].values():
        np.testing.assert_allclose(part[~np.isnan(part)], 1.0)


def test_a_cold_offer_is_as_popular_as_any(small: Market) -> None:
    cold = small.cold(small.offer)
    assert len(np.unique(popularity(seen(small), PopularityOptions())[cold])) == 1


def test_a_cold_offer_may_be_as_popular_as_its_organisation_s(small: Market) -> None:
    log, cold = seen(small), small.cold(small.offer)
    rate = popularity(log, PopularityOptions(by_organisation=True))[cold]
    who = log.offers.organisation[small.offer[cold]]
    assert len(np.unique(rate)) > 1
    assert all(len(np.unique(rate[who == one])) == 1 for one in np.unique(who))


def test_popularity_may_count_what_was_done_far_down(small: Market) -> None:
    log = seen(small)
    plain, weighted = (popularity(log, PopularityOptions(weighted=w)) for w in (False, True))
    assert not np.allclose(plain, weighted)


@pytest.mark.parametrize("model", [EaseOptions(ridge=50.0), AlsOptions(factors=4)])
def test_a_cold_person_gets_what_is_popular(small: Market, model: EaseOptions | AlsOptions) -> None:
    log, cold = seen(small), small.cold(small.talent)
    popular = popularity(log, PopularityOptions())
    scores = collaborative(log, CrowdOptions(share=2.0, model=model))
    np.testing.assert_allclose(scores[cold], 2 * popular[cold] / popular.std())


def _planted(small: Market, wanted: NDArray[np.bool_], *, cold: bool = False) -> Market:
    """People chose what ``wanted`` (people, offers) says of what they were shown, and no more.

    Judged are all pairs of those in the log, or of the ``cold``.
    """
    train, (people, offers) = small.train, wanted.shape
    target = wanted[train.talent, train.offer].astype(np.float32)
    planted = replace(train, target=target, weight=np.ones(len(train), dtype=np.float32))
    mine = np.arange(0, people, HELD_OUT) if cold else np.unique(train.talent).astype(np.intp)
    theirs = np.arange(0, offers, HELD_OUT) if cold else np.unique(train.offer).astype(np.intp)
    talent, offer = np.repeat(mine, len(theirs)), np.tile(theirs, len(mine))
    grade = wanted[talent, offer].astype(np.int8)
    return replace(small, train=planted, talent=talent, offer=offer, grade=grade)


def _lead_over_chance(one: Market, scores: NDArray[np.float64]) -> float:
    luck = np.random.default_rng(1).random(len(scores))
    return ndcg_of(one.talent, scores, one.grade) - ndcg_of(one.talent, luck, one.grade)


def test_popularity_finds_offers_that_all_want(small: Market) -> None:
    shape = (len(small.year.society.people), len(small.year.society.offers))
    one = _planted(small, np.broadcast_to(np.arange(shape[1]) % 3 == 0, shape))
    assert _lead_over_chance(one, popularity(seen(one), PopularityOptions())) > 0.4


@pytest.mark.parametrize(
    "model",
    [EaseOptions(ridge=5.0), AlsOptions(factors=4, regularisation=0.1, confidence=10.0)],
)
def test_the_crowd_finds_what_people_alike_want(
    small: Market, model: EaseOptions | AlsOptions
) -> None:
    people, offers = len(small.year.society.people), len(small.year.society.offers)
    mine, theirs = np.arange(people) // HELD_OUT % 2, np.arange(offers) // HELD_OUT % 2
    one = _planted(small, mine[:, None] == theirs)
    scores = collaborative(seen(one), CrowdOptions(share=0.01, model=model))
    assert _lead_over_chance(one, scores) > 0.25


def test_the_hybrid_finds_what_profiles_tell_of_the_cold(small: Market) -> None:
    """Who ticked a goal wants what takes place at one time, the others all else."""
    society = small.year.society
    wanted = society.people.ticked_goals[:, :1] == society.offers.times[:, 0]
    one = _planted(small, wanted, cold=True)
    scores = hybrid(seen(one), HybridOptions(l2=0.0, rate=0.1, batch=256), seed=1)
    assert _lead_over_chance(one, scores) > 0.2


def test_rows_without_behaviour_have_all_of_it_missing(small: Market) -> None:
    full = replace(small.train, cells=np.ones_like(small.train.cells))
    bare = without_behaviour(full)
    told = {name for name, place in bare.features.index.items() if bare.cells[:, place].all()}
    assert bare.features.index.keys() - told == {"behaviour_affinity", "organisation_pull"}


def test_a_list_in_the_right_order_has_full_ndcg() -> None:
    lists = np.repeat([3, 8], 4)
    grades = np.array([0, 1, 2, 3, 3, 2, 1, 0], dtype=np.int8)
    assert ndcg_of(lists, grades.astype(np.float64), grades) == pytest.approx(1.0)
    assert ndcg_of(lists, -grades.astype(np.float64), grades) < 0.8


@pytest.mark.parametrize(("feature", "columns"), READ.items())
def test_the_hybrid_reads_what_a_feature_of_ours_reads(
    small: Market, feature: str, columns: tuple[str, str]
) -> None:
    """Most who say something else than before have other features, and nobody else has."""
    log = seen(small)
    before, rng = profiles(log), np.random.default_rng(1)
    named = zip(("people", "offers"), columns, strict=True)
    for side, name in ((side, name) for side, names in named for name in names.split()):
        whole = getattr(log, side)
        column = getattr(whole, name)
        other = column[rng.permutation(len(column))]
        after = profiles(replace(log, **{side: replace(whole, **{name: other})}))
        read, now = (one.people if side == "people" else one.items for one in (before, after))
        told = (other != column).reshape(len(column), -1).any(axis=1)
        moved = np.asarray(abs(read - now).sum(axis=1)).ravel() > 0
        assert moved[told].mean() > 0.5, name
        assert not moved[~told].any(), name


def test_no_feature_of_ours_is_forgotten_by_the_table() -> None:
    assert {*READ, *UNREAD} == {*feature_list().index}
    assert not READ.keys() & UNREAD.keys()


def test_the_people_for_tuning_are_neither_judged_nor_cold(small: Market) -> None:
    others = small.others
    assert len(others.talent)
    assert not np.isin(others.talent, small.talent).any()
    assert not small.cold(others.talent).any()
    assert not small.cold(others.offer).any()


def test_validation_keeps_whole_people_and_offers_out(small: Market) -> None:
    held = held_cold(small, 3)
    kept, (offers, people, both) = held.log.train, held.parts.values()
    assert not np.isin(held.log.talent[people | both], kept.talent).any()
    assert not np.isin(held.log.offer[offers | both], kept.offer).any()
    assert people.any()
    assert offers.any()
    assert both.any()


def test_the_warm_are_tuned_for_on_the_whole_log(small: Market) -> None:
    held = held_warm(small, 3)
    assert held.log.train is small.train
    assert len(held.log.talent) == len(small.others.talent)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few settings to try."""
    for name, few in (
        ("RATES", (0.02, 0.1)),
        ("PENALTIES", (0.0, 0.3)),
        ("LENGTHS", (4,)),
        ("BATCHES", (512,)),
        ("STOPS", (1, 2)),
        ("RIDGES", (100.0,)),
        ("FACTORS", (4,)),
        ("REGULARISATIONS", (10.0,)),
        ("CONFIDENCES", (1.0,)),
    ):
        monkeypatch.setattr(cold_tuning, name, few)


@pytest.mark.usefixtures("quick")
def test_what_is_chosen_was_best_on_what_was_kept_out(small: Market) -> None:
    tuned = cold_tuning.tuned(small, 3)
    cold, warm = held_cold(small, 3), held_warm(small, 3)
    mixed, usual = tuned.hybrid[Kind.COLD], tuned.popularity[Kind.COLD]
    assert cold.worth(hybrid(cold.log, mixed.options, seed=3)) == pytest.approx(mixed.worth)
    assert cold.worth(popularity(cold.log, usual.options)) == pytest.approx(usual.worth)
    for one in (tuned.ease[Kind.WARM], tuned.als[Kind.WARM]):
        assert warm.worth(collaborative(warm.log, one.options)) == pytest.approx(one.worth)
        assert one.tried == len(cold_tuning.READINGS) * len(cold_tuning.SHARES)


def test_a_setting_at_an_edge_is_named() -> None:
    settings = {"rate": max(cold_tuning.RATES), "l2": cold_tuning.PENALTIES[1], "batch": 512}
    assert cold_tuning.at_edge(settings) == ["rate"]


@pytest.mark.usefixtures("quick")
def test_the_bench_tells_every_method_and_its_caveats(monkeypatch: pytest.MonkeyPatch) -> None:
    size = e8.Size(people=120, offers=300, rows=1500, judged=30, seeds=(1,))
    monkeypatch.setattr(e8, "SIZES", (size,))
    monkeypatch.setattr(e8, "trained", lambda _rows: day_zero())  # fits take long
    printed = StringIO()
    result = e8.run(None, Console(width=200, file=printed))
    assert all(
        word in printed.getvalue()
        for word in ("best peer", "kept out", "at an edge", "aims missed")
    )
    told = result.figures[size.name]
    assert isinstance(told, dict)
    assert {*PEERS, OURS} <= told["shares"].keys()
    assert {lead["peer"] for lead in told["leads"]} == {*PEERS}
    assert any("made up" in caveat for caveat in result.caveats)
    assert '"bench": "e8"' in result.line()
