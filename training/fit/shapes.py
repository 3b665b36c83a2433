"""Shapes as drawings: what was expected, what was learned and how sure that is, term by term.

Pure functions from a fitted side to SVG that a coordinator can read, in light and dark, and that a
screen reader can say: title and description hold the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from matcher.features import Feature, FeatureList
from matcher.vocabulary import Language
from training.charts import Axis, Frame, svg
from training.fit.block import Values
from training.fit.side import FittedSide, Shape

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP = 60, 20, 20
GROUND, FLOOR = 240, 290
MISSING_AT = 82
NINETY = 1.6449
CELL = 22
SMALL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language; ``said`` is filled with places and numbers."""

    prior: str
    learned: str
    interval: str
    missing: str
    log_odds: str
    said: str
    together: str


_WORDS = {
    Language.DA: Words(
        prior="ventet på forhånd",
        learned="lært",
        interval="90 %-interval",
        missing="mangler",
        log_odds="log-odds",
        said="Lavest {low:+.2f} ved {low_at:.4g}, højest {high:+.2f} ved {high_at:.4g}; "
        "{missing:+.2f}, når det mangler. Det største skridt væk fra det ventede er {moved:+.2f} "
        "ved {moved_at:.4g}. Lært af {rows:.0f} rækker.",
        together="{down} nedad, {across} på tværs. Lavest {low:+.2f}, højest {high:+.2f}.",
    ),
    Language.EN: Words(
        prior="expected beforehand",
        learned="learned",
        interval="90 % interval",
        missing="missing",
        log_odds="log-odds",
        said="Lowest {low:+.2f} at {low_at:.4g}, highest {high:+.2f} at {high_at:.4g}; "
        "{missing:+.2f} when it is missing. The furthest from what was expected is {moved:+.2f} "
        "at {moved_at:.4g}. Learned from {rows:.0f} rows.",
        together="{down} downwards, {across} across. Lowest {low:+.2f}, highest {high:+.2f}.",
    ),
}


def drawings(fitted: FittedSide, language: Language) -> dict[str, str]:
    """An SVG for each term of the side, by its name."""
    return {shape.name: drawing(shape, fitted.features, language) for shape in fitted.shapes}


def drawing(shape: Shape, features: FeatureList, language: Language) -> str:
    """One term: a curve with its interval over a histogram, or a surface with its values."""
    chosen = [features.features[features.index[name]] for name in shape.features]
    if len(chosen) == 2:
        return _surface(shape, chosen, language)
    return _curve(shape, chosen[0], language)


def meaning(feature: Feature, language: Language) -> str:
    """What the feature says, in words."""
    return feature.meaning_da if language is Language.DA else feature.meaning_en


def _curve(shape: Shape, feature: Feature, language: Language) -> str:
    words = _WORDS[language]
    low, high = shape.table - NINETY * shape.spread, shape.table + NINETY * shape.spread
    x = Axis(feature.low, feature.high, LEFT + 60, WIDTH - RIGHT)
    y = Axis(
        float(min(low.min(), shape.prior.min())),
        float(max(high.max(), shape.prior.max())),
        GROUND,
        TOP,
    )
    places = [x.at(value) for value in feature.centres()]
    body = [
        *_scales(x, y, feature, words),
        *_histogram(shape.weight, places),
        _band(places, low[1:], high[1:], y),
        _path(places, shape.prior[1:], y, "line c1 dashed"),
        _path(places, shape.table[1:], y, "line c0"),
        *_missing(shape, y, words),
        *_legend(words),
    ]
    frame = Frame(title=meaning(feature, language), description=_said(shape, feature, words))
    return svg(body, frame, width=WIDTH, height=HEIGHT)


def _said(shape: Shape, feature: Feature, words: Words) -> str:
    values, centres = shape.table[1:], feature.centres()
    moved = values - shape.prior[1:]
    lowest, highest, furthest = values.argmin(), values.argmax(), np.abs(moved).argmax()
    return words.said.format(
        low=values[lowest],
        low_at=centres[lowest],
        high=values[highest],
        high_at=centres[highest],
        missing=shape.table[0],
        moved=moved[furthest],
        moved_at=centres[furthest],
        rows=shape.weight.sum(),
    )


def _scales(x: Axis, y: Axis, feature: Feature, words: Words) -> list[str]:
    drawn = []
    for value in y.ticks():
        kind = "zero" if abs(value) < SMALL else "grid"
        drawn.append(_stroke((LEFT, y.at(value)), (x.end, y.at(value)), kind))
        drawn.append(_text(f"{value:g}", (LEFT - 8, y.at(value) + 4), "end"))
    drawn += [_text(f"{value:g}", (x.at(value), FLOOR + 16), "middle") for value in x.ticks()]
    drawn.append(_text(feature.unit, (x.end, FLOOR + 32), "end"))
    drawn.append(_text(words.log_odds, (LEFT - 8, TOP - 6), "end"))
    return drawn


def _histogram(weight: Values, places: Sequence[float]) -> list[str]:
    """Bars beneath the curve, how many rows stand behind each cell, the missing one first."""
    most = max(float(weight.max()), SMALL)
    width = (places[-1] - places[0]) / max(len(places) - 1, 1) * 0.8
    drawn = []
    for place, count in zip([MISSING_AT, *places], weight, strict=True):
        tall = (FLOOR - GROUND - 12) * float(count) / most
        thick = min(width, 20.0)
        drawn.append(
            f'<rect class="band c0" x="{place - thick / 2:.1f}" y="{FLOOR - tall:.1f}" '
            f'width="{thick:.1f}" height="{tall:.1f}"/>'
        )
    return drawn


def _band(places: Sequence[float], low: Values, high: Values, y: Axis) -> str:
    upper = [f"{x:.1f},{y.at(value):.1f}" for x, value in zip(places, high, strict=True)]
    lower = [f"{x:.1f},{y.at(value):.1f}" for x, value in zip(places, low, strict=True)]
    return f'<polygon class="band c0" points="{" ".join(upper + lower[::-1])}"/>'


def _path(places: Sequence[float], values: Values, y: Axis, kind: str) -> str:
    points = " ".join(f"{x:.1f},{y.at(v):.1f}" for x, v in zip(places, values, strict=True))
    return f'<polyline class="{kind}" points="{points}"/>'


def _missing(shape: Shape, y: Axis, words: Words) -> list[str]:
    """The value of the missing cell, left of the curve, with its interval."""
    low, high = (shape.table[0] + sign * NINETY * shape.spread[0] for sign in (-1, 1))
    return [
        _stroke((MISSING_AT, y.at(low)), (MISSING_AT, y.at(high)), "tie c0"),
        f'<circle class="c0" cx="{MISSING_AT}" cy="{y.at(shape.table[0]):.1f}" r="3.5"/>',
        _stroke(
            (MISSING_AT - 8, y.at(shape.prior[0])),
            (MISSING_AT + 8, y.at(shape.prior[0])),
            "line c1 dashed",
        ),
        _text(words.missing, (MISSING_AT, FLOOR + 16), "middle"),
    ]


def _legend(words: Words) -> list[str]:
    drawn, at = [], LEFT
    for kind, word in (
        ("line c0", words.learned),
        ("line c1 dashed", words.prior),
        ("band c0", words.interval),
    ):
        if kind.startswith("band"):
            drawn.append(
                f'<rect class="{kind}" x="{at}" y="{HEIGHT - 18}" width="24" height="10"/>'
            )
        else:
            drawn.append(_stroke((at, HEIGHT - 13), (at + 24, HEIGHT - 13), kind))
        drawn.append(_text(word, (at + 30, HEIGHT - 9), "start"))
        at += 60 + 7 * len(word)
    return drawn


def _surface(shape: Shape, chosen: Sequence[Feature], language: Language) -> str:
    """A heat map, the first feature downwards from its highest, the missing cells last."""
    words = _WORDS[language]
    down, across = chosen
    table = shape.table.reshape(down.cells + 1, across.cells + 1)
    most = max(float(np.abs(table).max()), SMALL)
    wide = min(4 * CELL, (WIDTH - LEFT - RIGHT) / (across.cells + 1))
    rows, columns = [*range(down.cells, 0, -1), 0], [*range(1, across.cells + 1), 0]
    body = [
        _square(float(table[row, column]), most, at=(LEFT + wide * j, TOP + CELL * i), wide=wide)
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]
    bottom = TOP + CELL * len(rows)
    body += [
        _text(_named(down, row, words), (LEFT - 6, TOP + CELL * (i + 0.7)), "end")
        for i, row in enumerate(rows)
    ]
    body += [
        _text(_named(across, column, words), (LEFT + wide * (j + 0.5), bottom + 14), "middle")
        for j, column in enumerate(columns)
        if wide >= 2 * CELL or j % 4 == 0
    ]
    names = [meaning(feature, language) for feature in chosen]
    said = words.together.format(down=names[0], across=names[1], low=table.min(), high=table.max())
    return svg(
        body, Frame(title=" × ".join(names), description=said), width=WIDTH, height=bottom + 28
    )


def _square(value: float, most: float, *, at: tuple[float, float], wide: float) -> str:
    """One cell: blue above 0 and orange below, stronger the further, its value in it."""
    colour = "c0" if value >= 0 else "c1"
    x, y = at
    return (
        f'<rect class="{colour}" style="fill-opacity:{abs(value) / most * 0.6:.2f};stroke:none" '
        f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{CELL}"/>'
        f'<text x="{x + wide / 2:.1f}" y="{y + 14:.1f}" text-anchor="middle" '
        f'style="font-size:9px">{value:.1f}</text>'
    )


def _named(feature: Feature, cell: int, words: Words) -> str:
    return f"{feature.centres()[cell - 1]:.3g}" if cell else words.missing


def _stroke(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(words: str, at: tuple[float, float], anchor: str) -> str:
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
