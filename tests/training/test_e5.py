"""E5 measures estimators against known truth, and skips what it has no data for."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from training.benchmarks import e5, worlds
from training.benchmarks.result import Result
from training.benchmarks.worlds import CHOICE, Plan, Trial
from training.off_policy import Estimator
from training.off_policy.synthetic import Behaviour

SMALL = Plan(seeds=2, sizes=(200, 400), places=(2,), draws=50, items=4)
HEADER = ",timestamp,item_id,position,click,propensity_score\n"


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def _measured(folder: Path, console: Console) -> Result:
    return e5.measure(SMALL, folder, console=console, charts=folder / "charts")


def _printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_estimator_is_told_with_its_error_and_coverage(
    tmp_path: Path, console: Console
) -> None:
    figures = _measured(tmp_path, console).figures["synthetic"]
    assert isinstance(figures, dict)
    assert {name.split("/")[1] for name in figures} == set(Estimator)
    cascade = figures["cascade/cascade_dr"]
    assert set(cascade["relative_error"]) == {"200", "400"}
    assert cascade["sound"]
    assert not figures["standard/rips"]["sound"]


def test_a_models_word_alone_is_told_without_a_coverage(tmp_path: Path, console: Console) -> None:
    figures = _measured(tmp_path, console).figures["synthetic"]
    assert isinstance(figures, dict)
    assert figures["cascade/cascade_dm"]["bootstrap_coverage"] is None
    assert figures["choice/dm"]["bootstrap_coverage"] is None
    assert figures["choice/dr"]["bootstrap_coverage"] is not None


def test_without_the_public_logs_the_rest_is_measured_and_the_lack_is_said(
    tmp_path: Path, console: Console
) -> None:
    result = _measured(tmp_path, console)
    assert result.figures["open_bandit"] == {}
    assert result.caveats[-1].startswith("Open Bandit skipped: no data at")


def test_the_public_logs_are_told_beside_what_the_other_log_says_itself(
    tmp_path: Path, console: Console
) -> None:
    for shown in ("random", "bts"):
        for campaign in ("men", "women"):
            folder = tmp_path / shown / campaign
            folder.mkdir(parents=True)
            rows = [f"{n},t,{n % 4},{n % 3 + 1},{int(n % 5 == 0)},0.25" for n in range(240)]
            (folder / f"{campaign}.csv").write_text(HEADER + "\n".join(rows) + "\n")
    opened = _measured(tmp_path, console).figures["open_bandit"]
    assert isinstance(opened, dict)
    told = opened["men/bts of random"]
    assert told["ipw"]["clicks_per_1000"] == pytest.approx(200)
    assert (told["dm"]["low"], told["dm"]["high"]) == (None, None)
    assert told["its own log"]["clicks_per_1000"] == pytest.approx(200)
    assert "its own log" in _printed(console)


def test_charts_are_drawn_for_every_behaviour(tmp_path: Path, console: Console) -> None:
    _measured(tmp_path, console)
    drawn = {file.stem: file.read_text(encoding="utf-8") for file in tmp_path.glob("charts/*.svg")}
    assert set(drawn) == {CHOICE, *Behaviour}
    assert all("<title" in drawing and "<desc" in drawing for drawing in drawn.values())


def test_people_who_interfere_are_named_beside_the_figures(
    tmp_path: Path, console: Console
) -> None:
    assert any("seats are few" in caveat for caveat in _measured(tmp_path, console).caveats)


def test_an_aim_counts_only_where_the_assumption_holds() -> None:
    good = [_trial(setting, e) for setting, sound in worlds.SOUND.items() for e in sound]
    unsound = _trial(Behaviour.STANDARD, Estimator.IIPS, error=0.9)
    assert worlds.missed(SMALL, [*good, unsound]) == []


def test_a_missed_aim_is_named() -> None:
    trials = [
        _trial(setting, e, error=0.2 if e is Estimator.CASCADE_DR else 0.05)
        for setting, sound in worlds.SOUND.items()
        for e in sound
    ]
    missed = worlds.missed(SMALL, trials)
    assert "error of cascade_dr (cascade)" in missed
    assert "cascade-DR at most RIPS" in missed


def _trial(setting: str, estimator: Estimator, *, error: float = 0.05) -> Trial:
    return Trial(
        setting=setting, estimator=estimator, rows=400, error=error, covered=True, assured=None
    )
