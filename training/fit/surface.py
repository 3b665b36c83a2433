"""Surfaces: two features together as heat maps, what was expected beside what was learned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain import Side
from matcher.features import Feature
from matcher.vocabulary import Language
from training.charts import Frame, svg
from training.fit.block import Values
from training.fit.marks import heading, lowered, stroke, text
from training.fit.shape_words import WORDS, Words, cell_of, meaning, pull, size, with_unit
from training.fit.side import Shape

LEFT, GAP, NARROWEST = 64, 24, 640
TALL, WIDEST, PANEL = 18, 52, 290
#: A cell narrower than this has its value on hover only.
WRITTEN = 30
NINETY = 1.6449
SMALL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the cells of every map lie: rows from the highest, the missing cells last."""

    down: Feature
    across: Feature
    language: Language

    @property
    def rows(self) -> list[int]:
        return [*range(self.down.cells, 0, -1), 0]

    @property
    def columns(self) -> list[int]:
        return [*range(1, self.across.cells + 1), 0]

    @property
    def wide(self) -> float:
        return min(WIDEST, PANEL / len(self.columns))

    @property
    def panel(self) -> float:
        return max(self.wide * len(self.columns), 190.0)

    @property
    def width(self) -> int:
        return max(NARROWEST, round(LEFT + 3 * self.panel + 2 * GAP + 16))

    @property
    def bottom(self) -> int:
        return 22 + TALL * len(self.rows)


def surface(shape: Shape, chosen: Sequence[Feature], language: Language, *, side: Side) -> str:
    """Three heat maps: expected, learned and how far that may be off, on the same axes."""
    words, (down, across) = WORDS[language], chosen
    grid = _Grid(down=down, across=across, language=language)
    most = max(float(np.abs(shape.table).max()), float(np.abs(shape.prior).max()), SMALL)
    unsure = NINETY * shape.spread
    widest = max(float(unsure.max()), SMALL)
    title = " × ".join(meaning(feature, language) for feature in chosen)
    notes = [
        words.downwards + with_unit(down, language),
        words.across + with_unit(across, language),
        words.scale[side],
    ]
    above, height = heading(title, notes, width=grid.width)
    body = [
        *_map(grid, shape.prior, words.prior, place=0, most=most),
        *_map(grid, shape.table, words.learned, place=1, most=most),
        *_map(grid, unsure, _give_or_take(widest, language), place=2, most=widest, signed=False),
        *_row_names(grid),
        *_colours(grid, words, most),
    ]
    frame = Frame(title=title, description=_said(shape, chosen, language))
    whole = [*above, *lowered(body, height)]
    return svg(whole, frame, width=grid.width, height=height + grid.bottom + 64)


def _give_or_take(widest: float, language: Language) -> str:
    return WORDS[language].give_or_take.format(most=size(widest, language))


def _said(shape: Shape, chosen: Sequence[Feature], language: Language) -> str:
    down, across = (meaning(feature, language) for feature in chosen)
    moved = shape.table - shape.prior
    return WORDS[language].together.format(
        down=down,
        across=across,
        low=pull(shape.table.min(), language),
        high=pull(shape.table.max(), language),
        moved=pull(moved[np.abs(moved).argmax()], language),
    )


def _map(
    grid: _Grid, values: Values, caption: str, *, place: int, most: float, signed: bool = True
) -> list[str]:
    """One heat map with its caption above it and the columns' names beneath."""
    start = LEFT + place * (grid.panel + GAP)
    table = values.reshape(grid.down.cells + 1, grid.across.cells + 1)
    drawn = [text(caption, (start, 14), "start"), _edge(grid, start)]
    for i, row in enumerate(grid.rows):
        for j, column in enumerate(grid.columns):
            at = (start + grid.wide * j, 22.0 + TALL * i)
            value = float(table[row, column])
            drawn.append(_square(grid, value, at=at, share=abs(value) / most, signed=signed))
    return drawn + _column_names(grid, start)


def _square(
    grid: _Grid, value: float, *, at: tuple[float, float], share: float, signed: bool
) -> str:
    """One cell: blue above 0 and orange below, stronger the further; how unsure is green."""
    colour = ("c0" if value >= 0 else "c1") if signed else "c2"
    said = pull(value, grid.language) if signed else f"±{size(value, grid.language)}"
    x, y = at
    drawn = (
        f'<rect class="{colour}" style="fill-opacity:{share * 0.6:.2f};stroke:none" '
        f'x="{x:.1f}" y="{y:.1f}" width="{grid.wide:.1f}" height="{TALL}">'
        f"<title>{said}</title></rect>"
    )
    if grid.wide < WRITTEN:
        return drawn
    return drawn + (
        f'<text x="{x + grid.wide / 2:.1f}" y="{y + 13:.1f}" text-anchor="middle" '
        f'style="font-size:10px">{said}</text>'
    )


def _edge(grid: _Grid, start: float) -> str:
    """Around the map, for where nothing pulls there is no colour."""
    wide, tall = grid.wide * len(grid.columns), TALL * len(grid.rows)
    return (
        f'<rect class="grid" x="{start:.1f}" y="22" width="{wide:.1f}" height="{tall}" '
        f'style="fill:none"/>'
    )


def _row_names(grid: _Grid) -> list[str]:
    return [
        text(cell_of(grid.down, row, grid.language), (LEFT - 6, 22 + TALL * (i + 0.72)), "end")
        for i, row in enumerate(grid.rows)
    ]


def _column_names(grid: _Grid, start: float) -> list[str]:
    """All of them where there is room, else every fifth, and the missing one last."""
    step, y = 1 if grid.wide >= 2 * TALL else 5, grid.bottom + 15
    known = [
        text(
            cell_of(grid.across, column, grid.language),
            (start + grid.wide * (column - 0.5), y),
            "middle",
        )
        for column in range(1, grid.across.cells + 1, step)
        if step == 1 or column <= grid.across.cells - step + 1
    ]
    missing = cell_of(grid.across, 0, grid.language)
    end = start + grid.wide * len(grid.columns)
    if step > 1:
        return [*known, text(missing, (end, y), "end")]
    return [*known, text(missing, (end - grid.wide / 2, y), "middle")]


def _colours(grid: _Grid, words: Words, most: float) -> list[str]:
    """What the colours mean, from the furthest down to the furthest up."""
    y, x = grid.bottom + 34.0, LEFT + 90.0
    drawn = [text(words.down, (x - 8, y + 13), "end")]
    for place, share in enumerate((-1.0, -0.5, 0.0, 0.5, 1.0)):
        at = (x + WIDEST * place, y)
        colour = "c0" if share >= 0 else "c1"
        drawn.append(
            f'<rect class="{colour}" style="fill-opacity:{abs(share) * 0.6:.2f};stroke:none" '
            f'x="{at[0]:.1f}" y="{y:.1f}" width="{WIDEST}" height="{TALL}"/>'
        )
        said = pull(share * most, grid.language)
        drawn.append(text(said, (at[0] + WIDEST / 2, y + 13), "middle"))
    end = x + 5 * WIDEST
    drawn.append(stroke((x, y + TALL), (end, y + TALL), "grid"))
    return [*drawn, text(words.up, (end + 8, y + 13), "start")]
