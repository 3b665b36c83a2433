"""The bench of pathways: it compares like with like, and could find ways if there were any."""

import io
from functools import cache

import numpy as np
import pytest
from rich.console import Console

from matcher.ranking import Ladder
from matcher.vocabulary import load
from training.benchmarks import pathway
from training.benchmarks.pathway_guesses import (
    MARKOV,
    OURS,
    PEERS,
    POPULARITY,
    TRUTH,
    Guessed,
    guessed,
    witten_bell,
)
from training.benchmarks.pathway_years import Part, Split, demo_town, splits, years_before
from training.town import Town

WORDS = load()
LADDER = Ladder(WORDS)


@cache
def town() -> Town:
    return demo_town(WORDS)


@cache
def parts() -> dict[Part, Split]:
    return dict(splits(town(), WORDS, seed=1, before=1, early=0.6))


def tried(part: Part, *, best: int = 3) -> Guessed:
    return guessed(parts()[part], town(), LADDER, best=best)


def test_the_bench_tells_every_part_and_of_one_year_that_no_aim_is_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pathway, "splits", lambda *_, **__: parts().items())
    console = Console(file=io.StringIO(), width=120)
    small = pathway.Config(seeds=(1,), before=1)
    result = pathway.run(None, console, small)
    told = result.line()
    assert all(part in told for part in Part)
    assert not result.ahead
    missed = result.figures["aims_missed"]
    assert isinstance(missed, list)
    assert len(missed) == len(Part) * len(PEERS) * 2


@pytest.mark.parametrize("part", Part)
def test_guesses_are_shares_of_the_steps_that_were_taken(part: Part) -> None:
    assert set(tried(part, best=LADDER.start).hits.values()) == {1.0}


@pytest.mark.parametrize("part", [Part.NEXT_YEAR, Part.PLANTED])
def test_the_year_that_is_guessed_comes_after_all_that_is_learned_from(part: Part) -> None:
    split = parts()[part]
    assert split.taken.day[split.learned].max() < split.taken.day[~split.learned].min()


def test_no_year_is_measured_on_which_something_was_chosen() -> None:
    config = pathway.Config()
    measured, chosen = (
        {one for seed in seeds for one in (seed, *years_before(seed, config.before))}
        for seeds in (config.seeds, pathway.CHOSEN_ON)
    )
    assert not measured & chosen
    assert len(measured) == len(config.seeds) * (1 + config.before)


def test_nobody_is_both_learned_from_and_guessed_among_others() -> None:
    split = parts()[Part.OTHERS]
    assert not set(split.taken.person[split.learned]) & set(split.taken.person[~split.learned])


def test_who_counts_ways_finds_those_that_were_planted() -> None:
    found = tried(Part.PLANTED)
    assert found.log_loss[TRUTH] < found.log_loss[MARKOV] < found.log_loss[POPULARITY]
    assert found.hits[OURS] > found.hits[POPULARITY]


def test_witten_bell_lets_new_ways_weigh_as_much_as_there_were_kinds() -> None:
    place, step = np.array([0, 0, 0, 1]), np.array([1, 1, 2, 2])
    told = witten_bell(place, step, steps=3)
    popular = np.array([1, 3, 3]) / 7
    assert told[0] == pytest.approx((np.array([0, 2, 1]) + 2 * popular) / 5)
    assert told[3] == pytest.approx(popular)
    assert np.allclose(told.sum(axis=1), 1)


def year(*, ours: float, peer: float) -> Guessed:
    """A year in which ours has the one loss and every peer the other, and hits the reverse."""
    told = {OURS: ours} | dict.fromkeys(PEERS, peer)
    return Guessed(rows=9, log_loss=told, hits={name: -loss for name, loss in told.items()})


@pytest.mark.parametrize(
    ("leads", "met"), [((0.3, 0.31, 0.29), True), ((0.3, -0.2, 0.1), False), ((0.3,), False)]
)
def test_an_aim_is_met_by_a_lead_beyond_two_errors(leads: tuple[float, ...], met: bool) -> None:
    missed = pathway.missed_aims([year(ours=2.0, peer=2.0 + lead) for lead in leads])
    assert (missed == []) is met
    assert met or len(missed) == 2 * len(PEERS)
