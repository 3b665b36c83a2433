"""Shapes as drawings: what was expected, what was learned and how sure that is, term by term.

Pure functions from a fitted side to SVG that a coordinator can read, in light and dark, and that a
screen reader can say: title and description hold the same in words.
"""

from collections.abc import Sequence
from math import ceil, log10

import numpy as np

from matcher.domain import Side
from matcher.features import Feature, FeatureList
from matcher.vocabulary import Language
from training.charts import Axis, Frame, svg
from training.fit.block import Values
from training.fit.marks import heading, lowered, stroke, text, upright
from training.fit.shape_words import (
    WORDS,
    Words,
    meaning,
    pull,
    rows,
    ticks,
    unit,
    value_of,
)
from training.fit.side import FittedSide, Shape
from training.fit.surface import surface

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP = 68, 20, 10
GROUND, FLOOR = 240, 290
MISSING_AT = 96
NINETY = 1.6449
SMALL = 1e-9


def drawings(fitted: FittedSide, language: Language) -> dict[str, str]:
    """An SVG for each term of the side, by its name."""
    return {
        shape.name: drawing(shape, fitted.features, language, side=fitted.side)
        for shape in fitted.shapes
    }


def drawing(shape: Shape, features: FeatureList, language: Language, *, side: Side) -> str:
    """One term: a curve with its interval over a histogram, or surfaces with their values."""
    chosen = [features.features[features.index[name]] for name in shape.features]
    if len(chosen) == 2:
        return surface(shape, chosen, language, side=side)
    return _curve(shape, chosen[0], language, side=side)


def _curve(shape: Shape, feature: Feature, language: Language, *, side: Side) -> str:
    words = WORDS[language]
    low, high = shape.table - NINETY * shape.spread, shape.table + NINETY * shape.spread
    x = Axis(feature.low, feature.high, LEFT + 76, WIDTH - RIGHT)
    y = Axis(
        float(min(low.min(), shape.prior.min())),
        float(max(high.max(), shape.prior.max())),
        GROUND,
        TOP,
    )
    places = [x.at(value) for value in feature.centres()]
    body = [
        *_scales(x, y, feature, language),
        *_histogram(shape.weight, places),
        _band(places, low[1:], high[1:], y),
        _path(places, shape.prior[1:], y, "line c1 dashed"),
        _path(places, shape.table[1:], y, "line c0"),
        *_missing(shape, y, words),
        *_legend(words),
    ]
    title = meaning(feature, language)
    above, height = heading(title, [words.scale[side]], width=WIDTH)
    frame = Frame(title=title, description=_said(shape, feature, language))
    return svg([*above, *lowered(body, height)], frame, width=WIDTH, height=height + HEIGHT)


def _said(shape: Shape, feature: Feature, language: Language) -> str:
    values, centres = shape.table[1:], feature.centres()
    moved = values - shape.prior[1:]
    lowest, highest, furthest = values.argmin(), values.argmax(), np.abs(moved).argmax()
    return WORDS[language].said.format(
        low=pull(values[lowest], language),
        low_at=value_of(feature, centres[lowest], language),
        high=pull(values[highest], language),
        high_at=value_of(feature, centres[highest], language),
        missing=pull(shape.table[0], language),
        moved=pull(moved[furthest], language),
        moved_at=value_of(feature, centres[furthest], language),
        rows=rows(shape.weight.sum(), language),
    )


def _scales(x: Axis, y: Axis, feature: Feature, language: Language) -> list[str]:
    words, drawn, levels = WORDS[language], [], y.ticks()
    # As many digits as the step from one to the next has.
    digits = max(1, ceil(-log10(levels[1] - levels[0]) - SMALL)) if len(levels) > 1 else 2
    for value in levels:
        kind = "zero" if abs(value) < SMALL else "grid"
        drawn.append(stroke((LEFT, y.at(value)), (x.end, y.at(value)), kind))
        drawn.append(text(pull(value, language, digits=digits), (LEFT - 8, y.at(value) + 4), "end"))
    drawn += [
        text(value_of(feature, value, language), (x.at(value), FLOOR + 16), "middle")
        for value in ticks(feature, x.ticks())
    ]
    drawn.append(text(unit(feature, language), (x.end, FLOOR + 32), "end"))
    drawn.append(upright(f"← {words.down} · {words.up} →", (16, (TOP + GROUND) / 2)))
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
        stroke((MISSING_AT, y.at(low)), (MISSING_AT, y.at(high)), "tie c0"),
        f'<circle class="c0" cx="{MISSING_AT}" cy="{y.at(shape.table[0]):.1f}" r="3.5"/>',
        stroke(
            (MISSING_AT - 8, y.at(shape.prior[0])),
            (MISSING_AT + 8, y.at(shape.prior[0])),
            "line c1 dashed",
        ),
        text(words.missing, (MISSING_AT, FLOOR + 16), "middle"),
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
            drawn.append(stroke((at, HEIGHT - 13), (at + 24, HEIGHT - 13), kind))
        drawn.append(text(word, (at + 30, HEIGHT - 9), "start"))
        at += 60 + 7 * len(word)
    return drawn
