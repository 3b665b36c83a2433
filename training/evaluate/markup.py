"""Markup: the parts that a page is set from, readable on a wide and on a narrow screen."""

import re
from collections.abc import Sequence
from html import escape

STYLE = """\
:root { color-scheme: light dark; --line: #8886; }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 62rem; }
p { max-width: 44rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { margin: 2rem 0 .3rem; font-size: 1.1rem; }
nav a { margin-right: 1rem; }
a { color: LinkText; } a:focus-visible, .scroll:focus-visible { outline: 3px solid; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; }
tbody th { font-weight: 500; }
th, td { border-bottom: 1px solid var(--line); } td { font-variant-numeric: tabular-nums; }
.whole { white-space: nowrap; }
.heard caption { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
.scroll { overflow-x: auto; position: relative; }
.told td:nth-child(2) { white-space: nowrap; }
figure { margin: 1rem 0; }
figcaption { max-width: 44rem; opacity: .8; }
@media (max-width: 46rem) {
  body { padding: 1rem; }
  figure .chart { font-size: 19px; }
  .stack thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .stack table, .stack tbody, .stack tr, .stack th, .stack td { display: block; border: 0; }
  .stack caption { display: block; }
  .stack tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  .stack th, .stack td { padding: .1rem 0; }
  .stack tbody th { font-weight: 600; }
  .numbers td { display: flex; gap: .4rem; text-align: right; }
  .numbers td::before { content: attr(data-label); margin-right: auto; text-align: left; }
}
@media screen { #en:not(:target) { display: none; } body:has(#en:target) #da { display: none; } }
"""
#: The classes of a table of many columns of figures.
NUMBERS = "stack numbers"
_INTERVAL = re.compile(r"\([^()]* – [^()]*\)")


def chart(drawn: str, *, note: str = "") -> str:
    """A chart beneath what it shows in words."""
    caption = f"<figcaption>{escape(note)}</figcaption>" if note else ""
    return f"<figure>{caption}{drawn}</figure>"


def title(text: str) -> str:
    """The heading of a chart or table."""
    return f"<h3>{escape(text)}</h3>"


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = ""
) -> str:
    """A table that scrolls where it must; a ``stack`` has its rows as cards on a narrow screen.

    A row of one cell goes across all columns.
    """
    cells = "".join(f'<th role="columnheader" scope="col">{escape(cell)}</th>' for cell in head)
    body = "\n".join(_row(row, head) for row in rows)
    return (
        f'<div class="scroll {kind}" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody></table></div>'
    )


def _row(cells: Sequence[str], head: Sequence[str]) -> str:
    first, *others = cells
    across = "" if others else f' colspan="{len(head)}"'
    rest = "".join(
        f'<td role="cell" data-label="{escape(label)}">{_unbroken(cell)}</td>'
        for cell, label in zip(others, head[1:], strict=False)
    )
    return (
        f'<tr role="row"><th role="rowheader" scope="row"{across}>{escape(first)}</th>{rest}</tr>'
    )


def _unbroken(cell: str) -> str:
    """An interval in brackets stays on one line."""
    return _INTERVAL.sub(r'<span class="whole">\g<0></span>', escape(cell))


def paragraph(text: str) -> str:
    """Text by itself."""
    return f"<p>{escape(text)}</p>"
