"""Charts: figures drawn as SVG by hand, readable in light and dark and by a screen reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from itertools import accumulate
from math import ceil, floor, log10
from textwrap import wrap

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 44
#: On both sides of bars, where half a number at the axis has room.
EDGE = 28
#: A row of bars, each further line of its name, and a letter where the page is narrow.
ROW, NAME, LETTER = 48, 20, 10
#: How far above an interval the lines of its row begin: beneath the letters of its name.
BESIDE = 7

STYLE = """\
.chart { font: 12px system-ui, sans-serif; color: #1b1b1f; max-width: 100%; height: auto; }
.chart:root { color-scheme: light dark; }
.chart text { fill: currentColor; }
.chart .grid { stroke: currentColor; stroke-opacity: .18; fill: none; }
.chart .zero { stroke: currentColor; stroke-opacity: .6; fill: none; }
.chart .line { fill: none; stroke-width: 2.2; }
.chart .dashed { stroke-dasharray: 6 4; }
.chart .band { fill-opacity: .18; stroke: none; }
.chart .tie { stroke-width: 2; }
.chart .c0 { stroke: #0b57b0; fill: #0b57b0; } .chart .c1 { stroke: #b3450a; fill: #b3450a; }
.chart .c2 { stroke: #1b7a3d; fill: #1b7a3d; } .chart .c3 { stroke: #7a2a8c; fill: #7a2a8c; }
.chart .line { fill: none; } .chart .band { stroke: none; }
@media (prefers-color-scheme: dark) {
  .chart { color: #e8e8ec; }
  .chart .c0 { stroke: #8ab8ff; fill: #8ab8ff; } .chart .c1 { stroke: #ffab73; fill: #ffab73; }
  .chart .c2 { stroke: #7fdba0; fill: #7fdba0; } .chart .c3 { stroke: #dba6ec; fill: #dba6ec; }
  .chart .line { fill: none; } .chart .band { stroke: none; }
}
"""
_COLOURS = 4
_SWAPPED = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve through (x, y) in order of x; ``low`` and ``high`` are a band around it."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value with its interval, in a row of its own, with ``said`` in place of the number."""

    name: str
    value: float
    low: float
    high: float
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a chart; ``description`` says in words what there is to see.

    With ``comma`` the numbers are written as in Danish.
    """

    title: str
    description: str
    x: str = ""
    y: str = ""
    comma: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of numbers laid on a stretch of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where ``value`` lies; an empty stretch is its middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, count: int = 5) -> list[float]:
        """Up to about ``count`` round values within the stretch."""
        if self.high == self.low:
            return [self.low]
        rough = (self.high - self.low) / count
        power = 10.0 ** floor(log10(rough))
        step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
        first, last = ceil(self.low / step), floor(self.high / step)
        return [place * step for place in range(first, last + 1)]


def lines(curves: Sequence[Line], frame: Frame) -> str:
    """Curves over common axes, with a legend beneath."""
    x = _axis([v for c in curves for v in c.x], LEFT, WIDTH - RIGHT)
    seen = [v for c in curves for v in (*c.y, *c.low, *c.high)]
    y = _axis(seen, HEIGHT - BOTTOM, TOP)
    drawn = [part for i, c in enumerate(curves) for part in _curve(c, x, y, colour=i)]
    legend = _legend(curves)
    body = [*_grid(x, y, frame), *drawn, *legend]
    return svg(body, frame, height=HEIGHT + 20 * len(curves))


def bars(rows: Sequence[Bar], frame: Frame, *, zero: float | None = None) -> str:
    """Values with their intervals, each beneath its name; ``zero`` is the line to compare with."""
    seen = [v for row in rows for v in (row.low, row.high, row.value)]
    x = _axis([*seen, *([] if zero is None else [zero])], EDGE, WIDTH - EDGE)
    names = [_name(row, frame) for row in rows]
    tops = list(accumulate((ROW + NAME * (len(one) - 1) for one in names), initial=TOP))
    height = tops[-1] + BOTTOM
    body = [*_ticks(x, height, frame), *_label(frame.x, WIDTH / 2, height - 6)]
    for row, name, top in zip(rows, names, tops, strict=False):
        # Beneath the names alone, which no line is to run through.
        band = _interval(name, top) - BESIDE, top + ROW + NAME * (len(name) - 1)
        body += _upright(x, *band)
        if zero is not None:
            body.append(_stroke(x.at(zero), band[0], x.at(zero), band[1], "zero"))
        body += _bar(row, name, x, top=top, frame=frame)
    return svg(body, frame, height=height)


def svg(body: Sequence[str], frame: Frame, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The whole drawing around ``body``, with its title and description for a screen reader."""
    key = sha256("\n".join((frame.title, frame.description, *body)).encode()).hexdigest()[:10]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'aria-labelledby="t{key} d{key}">',
            f'<title id="t{key}">{escape(frame.title)}</title>',
            f'<desc id="d{key}">{escape(frame.description)}</desc>',
            f"<style>{STYLE}</style>",
            *body,
            "</svg>",
        )
    )


def number(value: float, *, comma: bool = False) -> str:
    """A figure as it stands at an axis: three digits that matter."""
    written = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return written.translate(_SWAPPED) if comma else written


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    known = [value for value in values if value == value]
    return Axis(min(known, default=0.0), max(known, default=1.0), start, end)


def _curve(curve: Line, x: Axis, y: Axis, *, colour: int) -> list[str]:
    kind = f"c{colour % _COLOURS}"
    drawn = []
    if len(curve.low):
        upper = _points(curve.x, curve.high, x, y)
        lower = _points(curve.x, curve.low, x, y)
        drawn.append(f'<polygon class="band {kind}" points="{" ".join(upper + lower[::-1])}"/>')
    style = f"line {kind} dashed" if curve.dashed else f"line {kind}"
    drawn.append(
        f'<polyline class="{style}" points="{" ".join(_points(curve.x, curve.y, x, y))}"/>'
    )
    return drawn


def _points(xs: Sequence[float], ys: Sequence[float], x: Axis, y: Axis) -> list[str]:
    pairs = zip(xs, ys, strict=True)
    return [f"{x.at(a):.1f},{y.at(b):.1f}" for a, b in pairs if b == b]


def _said(row: Bar, frame: Frame) -> str:
    return row.said or number(row.value, comma=frame.comma)


def _name(row: Bar, frame: Frame) -> list[str]:
    """The name in lines that leave room for the value."""
    return wrap(row.name, int(WIDTH / LETTER) - len(_said(row, frame)) - 2) or [""]


def _bar(row: Bar, name: Sequence[str], x: Axis, *, top: float, frame: Frame) -> list[str]:
    """The name to the left and the value to the right of it, the interval beneath them."""
    drawn = [_text(one, 0, top + 16 + NAME * at, "start") for at, one in enumerate(name)]
    y = _interval(name, top)
    if row.value == row.value:
        if row.low == row.low:
            drawn.append(_stroke(x.at(row.low), y, x.at(row.high), y, "tie c0"))
        drawn.append(f'<circle class="c0" cx="{x.at(row.value):.1f}" cy="{y:.1f}" r="5"/>')
        drawn.append(_text(_said(row, frame), WIDTH, top + 16, "end"))
    return drawn


def _grid(x: Axis, y: Axis, frame: Frame) -> list[str]:
    drawn = [*_upright(x, TOP, HEIGHT - BOTTOM), *_ticks(x, HEIGHT, frame)]
    for value in y.ticks():
        drawn.append(_stroke(x.start, y.at(value), x.end, y.at(value), "grid"))
        drawn.append(_text(number(value, comma=frame.comma), x.start - 8, y.at(value) + 4, "end"))
    drawn += _label(frame.x, (x.start + x.end) / 2, HEIGHT - 6)
    if frame.y:
        middle = (y.start + y.end) / 2
        turned = f'<text transform="translate(14 {middle:.0f}) rotate(-90)" text-anchor="middle">'
        drawn.append(f"{turned}{escape(frame.y)}</text>")
    return drawn


def _interval(name: Sequence[str], top: float) -> float:
    """How far down the interval lies in a row that begins at ``top``."""
    return top + 28 + NAME * (len(name) - 1)


def _upright(x: Axis, top: float, bottom: float) -> list[str]:
    return [_stroke(x.at(value), top, x.at(value), bottom, "grid") for value in x.ticks()]


def _ticks(x: Axis, height: float, frame: Frame) -> list[str]:
    y = height - BOTTOM + 16
    ticks = x.ticks()
    return [_text(number(one, comma=frame.comma), x.at(one), y, "middle") for one in ticks]


def _legend(curves: Sequence[Line]) -> list[str]:
    drawn = []
    for place, curve in enumerate(curves):
        y = HEIGHT + 12 + 20 * place
        style = f"line c{place % _COLOURS}{' dashed' * curve.dashed}"
        drawn.append(_stroke(LEFT, y - 4, LEFT + 24, y - 4, style))
        drawn.append(_text(curve.name, LEFT + 32, y, "start"))
    return drawn


def _label(said: str, x: float, y: float) -> list[str]:
    return [_text(said, x, y, "middle")] if said else []


def _text(said: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _stroke(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
