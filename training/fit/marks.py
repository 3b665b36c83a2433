"""Marks: lines, words and headings on a drawing of a shape."""

from html import escape
from textwrap import wrap

LINE = 18
#: Of the common fonts at 14 and 12 pixels, the widest that a character is on average.
_TITLE_WIDE, _PLAIN_WIDE = 7.8, 6.4


def text(words: str, at: tuple[float, float], anchor: str) -> str:
    """Words at a point; ``anchor`` is start, middle or end."""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def upright(words: str, at: tuple[float, float]) -> str:
    """Words that are read from below, their middle at a point."""
    x, y = at
    turned = f'transform="translate({x:.0f} {y:.0f}) rotate(-90)"'
    return f'<text {turned} text-anchor="middle">{escape(words)}</text>'


def stroke(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    """A straight line of a class of the style."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def heading(title: str, notes: list[str], *, width: int) -> tuple[list[str], int]:
    """The title that everybody sees and notes beneath it, broken into lines, and their height."""
    bold = wrap(title, int((width - 20) / _TITLE_WIDE), break_on_hyphens=False)
    plain = [line for note in notes for line in _broken(note, width)]
    drawn = [
        f'<text x="10" y="{LINE * (place + 1)}" style="font-size:14px;font-weight:600">'
        f"{escape(line)}</text>"
        for place, line in enumerate(bold)
    ]
    drawn += [
        text(line, (10, LINE * (place + 1)), "start") for place, line in enumerate(plain, len(bold))
    ]
    return drawn, LINE * (len(bold) + len(plain)) + 14


def _broken(note: str, width: int) -> list[str]:
    return wrap(note, int((width - 20) / _PLAIN_WIDE), break_on_hyphens=False)


def lowered(body: list[str], by: int) -> list[str]:
    """The same further down."""
    return [f'<g transform="translate(0 {by})">', *body, "</g>"]
