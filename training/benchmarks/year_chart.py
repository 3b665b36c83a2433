"""The chart of a simulated year: one drawing with a panel for each measure, a curve an arm."""

from collections.abc import Callable, Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.year_arms import Arm, Lived, YearConfig
from training.benchmarks.year_lift import shares
from training.benchmarks.year_measures import GAPS, Gap, ginis, mean_known, smooth, weekly_gap
from training.charts import HEIGHT, WIDTH, Frame, Line, lines, svg

Values = NDArray[np.float64]
Measure = Callable[[Lived], Values]

_COLUMNS, _TITLE, _GUTTER = 2, 30, 24


def drawn(arms: Mapping[Arm, Lived], config: YearConfig) -> str:
    """All measures over the weeks, each point the mean of its week and the three before."""
    told = (
        f"{config.weeks} weeks of a made-up world, means of four weeks. In week "
        f"{config.poisoned + 1} one organisation clicks itself up."
    )
    measures = {**_MEASURES, **{f"Boys minus girls: {gap.name}": _weekly(gap) for gap in GAPS}}
    charts = {name: _chart(arms, of, name=name, told=told) for name, of in measures.items()}
    return _together(charts, Frame(title="The simulated year", description=told))


def _weekly(gap: Gap) -> Measure:
    return lambda lived: weekly_gap(lived, gap)


def _ndcg(lived: Lived) -> Values:
    return mean_known(lived.ndcg)


def _accepted(lived: Lived) -> Values:
    return lived.record.accepted.sum(axis=1)


def _attended(lived: Lived) -> Values:
    return lived.record.attended.sum(axis=1)


_MEASURES: Mapping[str, Measure] = {
    "nDCG@10 against the truth": _ndcg,
    "Accepted a week": _accepted,
    "Attended a week": _attended,
    "Unevenness of exposure over offers (Gini)": ginis,
    "The poisoner's share of all exposure": shares,
}


def _chart(arms: Mapping[Arm, Lived], of: Measure, *, name: str, told: str) -> str:
    curves = []
    for arm, lived in arms.items():
        values = smooth(of(lived))
        weeks = np.arange(1, len(values) + 1).tolist()
        curves.append(Line(name=arm, x=weeks, y=values.tolist(), dashed=arm is Arm.NEVER))
    return lines(curves, Frame(title=name, description=f"{name}: {told}", x="week"))


def _together(charts: Mapping[str, str], frame: Frame) -> str:
    """Side by side in two columns, each under its name."""
    height = HEIGHT + 20 * len(Arm) + _TITLE + _GUTTER
    body = []
    for place, (name, chart) in enumerate(charts.items()):
        x, y = place % _COLUMNS * (WIDTH + _GUTTER), place // _COLUMNS * height
        body.append(f'<text x="{x + 64}" y="{y + 20}" font-weight="600">{escape(name)}</text>')
        body.append(chart.replace("<svg ", f'<svg x="{x}" y="{y + _TITLE}" ', 1))
    foot = -(-len(charts) // _COLUMNS) * height
    body.append(f'<text x="64" y="{foot + 12}">{escape(frame.description)}</text>')
    return svg(body, frame, width=_COLUMNS * (WIDTH + _GUTTER), height=foot + _TITLE)
