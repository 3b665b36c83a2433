"""The kept side: learned from is what enough of those who decide have decided; else it stays."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain import EventKind, LogTable, Side
from matcher.ranking.artefact import load_folder
from matcher.ranking.glass_box import Term
from matcher.ranking.priors import Prior, day_zero, packaged_priors
from matcher.vocabulary import load
from tests.training.data.logs import Row, day, done, log_of, shown
from tests.training.registry.models import YES, candidate, model
from training.data import Log, TrainingSet, training_set
from training.fit import FitConfig, FittedSide, fit_side
from training.learn.config import LearnConfig
from training.learn.examining import Examined
from training.learn.kept_side import unlearned
from training.learn.learning import Learner, Stage, learn
from training.registry import Registry

TALENTS, OFFERS = ([f"{word}-{n}" for n in range(12)] for word in ("tal", "off"))
SERVING = model(1)
LISTED, SOON, LATE = 100.0, 101.0, 130.0
"""Lists, and applications: the late ones are not decided on when the held-out time begins (137)."""


@cache
def _fit(side: Side) -> FittedSide:
    rows = training_set(_log([]), side)
    nothing = rows.keep(np.zeros(len(rows), dtype=np.bool_))
    fitted = fit_side(nothing, packaged_priors(), FitConfig())
    return replace(fitted, intercept=fitted.intercept + 1)


def _fitted(rows: TrainingSet, priors: Sequence[Prior], config: FitConfig) -> FittedSide:
    """As if something had been learned of either side, which is quicker than learning it."""
    return _fit(rows.side)


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


def _learned_upon_what_serves(
    log: Log, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[Side, float]:
    """The intercepts of what is learned while another model serves."""
    registry = Registry(folder)
    registry.add(candidate(1))
    registry.promote(SERVING.hash, by="Alma", why="better", at=day(90))

    def examined(*_: object, **__: object) -> Examined:
        return cast("Examined", SimpleNamespace(verdict=YES))

    found = "training.learn.learning."
    monkeypatch.setattr(f"{found}fit_side", _fitted)
    monkeypatch.setattr(f"{found}_drawn", lambda *_, **__: {})
    monkeypatch.setattr(f"{found}papers", lambda *_, **__: {})
    monkeypatch.setattr(f"{found}examine", examined)

    def quiet(stage: Stage) -> None:
        """Nobody listens."""

    asked = Learner(
        registry=registry,
        words=load(),
        swaps=lambda _: (),
        config=LearnConfig(behaviour=None),
        progress=quiet,
    )
    made, _ = learn(log, asked, at=day(151))
    return dict(load_folder(folder / made.hash).model.intercepts)


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
    at: float,
    answered: int,
    organisations: list[str],
    kept: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = _log(_applications(at, answered), organisations)
    learned = _learned_upon_what_serves(log, tmp_path, monkeypatch)
    own = _fit(Side.PROVIDER).intercept
    expected = SERVING.intercepts[Side.PROVIDER] if kept else own
    assert learned[Side.PROVIDER] == pytest.approx(expected)
    assert learned[Side.TALENT] == pytest.approx(_fit(Side.TALENT).intercept)


def test_where_the_terms_differ_nothing_can_be_kept() -> None:
    rows = {side: training_set(_log([]), side) for side in Side}
    own = day_zero()
    fewer: tuple[Term, ...] = own.terms[1:]
    offers = _log([]).offers
    assert unlearned(own, own, rows, offers) == (Side.PROVIDER,)
    assert unlearned(own, replace(own, terms=fewer), rows, offers) == ()
