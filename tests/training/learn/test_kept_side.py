"""The kept side: learned from is what enough of those who decide have decided; else it stays."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain import EventKind, LogTable, Side
from matcher.ranking.artefact import load_folder
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import day_zero
from matcher.vocabulary import load
from tests.training.data.logs import Row, day, done, log_of, shown
from tests.training.learn.markets import market
from tests.training.registry.models import candidate, model
from training.data import Log, training_sets
from training.evaluate.config import EvaluationConfig
from training.learn.config import LearnConfig
from training.learn.kept_side import as_it_serves, unlearned
from training.learn.learning import Learner, Stage, learn
from training.registry import Registry

TALENTS, OFFERS = ([f"{word}-{n}" for n in range(12)] for word in ("tal", "off"))
SERVING = model(1)
LISTED, SOON, LATE, SPLIT = 100.0, 101.0, 130.0, 137.0
"""Lists, and applications: the late ones are not decided on when the held-out time begins."""


def _log(events: Sequence[Row], organisations: Sequence[str] = OFFERS) -> Log:
    listed = [
        shown(talent, offer, at, slate=f"{talent}@{at}", position=place)
        for at in (LISTED, 140.0)
        for talent in TALENTS
        for place, offer in enumerate(OFFERS, start=1)
    ]
    log = log_of(listed, events)
    own = dict(zip(OFFERS, organisations, strict=True))
    names = pa.array([own[offer] for offer in log.offers["offer"].to_pylist()])
    place = log.offers.column_names.index("organisation")
    of = log.offers.field("organisation").type
    offers = log.offers.set_column(place, "organisation", names.cast(pa.string()).cast(of))
    return Log(log.manifest, {**log.tables, LogTable.OFFERS: offers})


def _applications(at: float, answered: int) -> list[Row]:
    """Each person applies for each offer; the first so many offers' owners accept all of them."""
    return [
        row
        for talent in TALENTS
        for place, offer in enumerate(OFFERS)
        for row in (
            done(EventKind.APPLY, talent, offer, at),
            *_accepted(talent, offer, at + 1, said=place < answered),
        )
    ]


def _accepted(talent: str, offer: str, at: float, *, said: bool) -> list[Row]:
    answer = done(EventKind.ACCEPT, talent, offer, at, side=Side.PROVIDER.value)
    return [answer] if said else []


@pytest.mark.parametrize(
    ("at", "answered", "organisations", "kept"),
    [
        pytest.param(SOON, 12, OFFERS, False, id="twelve answered"),
        pytest.param(SOON, 10, OFFERS, False, id="ten answered"),
        pytest.param(SOON, 9, OFFERS, True, id="nine answered"),
        pytest.param(SOON, 12, ["one"] * 12, True, id="one with twelve offers"),
        pytest.param(LATE, 0, OFFERS, True, id="all wait"),
    ],
)
def test_the_providers_side_is_learned_when_ten_organisations_answered(
    at: float, answered: int, organisations: list[str], kept: bool
) -> None:
    log = _log(_applications(at, answered), organisations)
    rows = training_sets(log.until(day(SPLIT)))
    left = unlearned(day_zero(), SERVING, rows, log.offers)
    assert left == ((Side.PROVIDER,) if kept else ())


def test_where_the_terms_differ_nothing_can_be_kept() -> None:
    log, own = _log([]), day_zero()
    rows = training_sets(log)
    assert unlearned(own, own, rows, log.offers) == (Side.PROVIDER,)
    assert unlearned(own, replace(own, terms=own.terms[1:]), rows, log.offers) == ()


def _tilted(one: GlassBox) -> GlassBox:
    """The same, but that every table and every draw says something else."""
    terms = [
        replace(term, tables={side: table + 0.5 for side, table in term.tables.items()})
        for term in one.terms
    ]
    draws = {side: drawn + 0.25 for side, drawn in one.draws.items()}
    return replace(one, terms=tuple(terms), draws=draws)


def test_a_side_that_is_kept_says_what_serves_says_and_the_other_its_own() -> None:
    own, serving = day_zero(), _tilted(SERVING)
    made = as_it_serves(own, serving, (Side.PROVIDER,))
    for side, whose in ((Side.TALENT, own), (Side.PROVIDER, serving)):
        assert made.intercepts[side] == whose.intercepts[side]
        np.testing.assert_array_equal(made.draws[side], whose.draws[side])
        for term, same in zip(made.terms, whose.terms, strict=True):
            np.testing.assert_array_equal(term.tables[side], same.tables[side])


def test_where_no_side_is_kept_the_model_is_its_own() -> None:
    own = day_zero()
    assert as_it_serves(own, SERVING, ()) is own


def test_what_is_learned_while_another_model_serves_keeps_the_side_that_nobody_decided_on(
    tmp_path: Path,
) -> None:
    def quiet(stage: Stage) -> None:
        """Nobody listens."""

    registry = Registry(tmp_path)
    registry.add(candidate(1))
    registry.promote(SERVING.hash, by="Alma", why="better", at=day(90))
    config = LearnConfig(behaviour=None, evaluation=EvaluationConfig(draws=20))
    asked = Learner(
        registry=registry, words=load(), swaps=lambda _: (), config=config, progress=quiet
    )
    made, examined = learn(market(lists=60), asked, at=day(151))
    learned = load_folder(tmp_path / made.hash).model.intercepts
    assert learned[Side.PROVIDER] == SERVING.intercepts[Side.PROVIDER]
    assert learned[Side.TALENT] != SERVING.intercepts[Side.TALENT]
    assert examined.evaluation.trials[Side.PROVIDER].unchanged
