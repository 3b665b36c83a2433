"""The page: an evaluation as one HTML file in Danish and English, with charts and their tables."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from training.charts import Bar, Frame, Line, bars, lines
from training.registry.card import finding_text, with_interval
from training.registry.figures import Cell, Evaluation, Figure, SideFigures, Trial
from training.registry.gate import Verdict
from training.registry.labels import group
from training.registry.texts import LANGUAGES, figure, said

STYLE = """\
:root { color-scheme: light dark; --line: #8886; }
* { box-sizing: border-box; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
nav a { margin-right: 1rem; }
a { color: LinkText; } a:focus-visible { outline: 3px solid; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; }
th, td { border-bottom: 1px solid var(--line); } td { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
figure { margin: 1.5rem 0; }
@media screen { #en:not(:target) { display: none; } body:has(#en:target) #da { display: none; } }
"""
_NAMES = {"da": "Dansk", "en": "English"}


def page(evaluation: Evaluation, *, small: int, verdict: Verdict | None = None) -> str:
    """A whole page that needs nothing from elsewhere; Danish first, English behind a link.

    ``small`` is the least number of people in a group that is shown.
    """
    title = escape(said("title", LANGUAGES[0]))
    links = (f'<a href="#{code}" lang="{code}">{_NAMES[code]}</a>' for code in LANGUAGES)
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{LANGUAGES[0]}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title} · {escape(evaluation.candidate)}</title>",
            f"<style>\n{STYLE}</style></head>",
            "<body>",
            f"<nav>{' '.join(links)}</nav>",
            *(line for code in LANGUAGES for line in _whole(evaluation, small, verdict, code)),
            "</body></html>",
            "",
        )
    )


def _whole(
    evaluation: Evaluation, small: int, verdict: Verdict | None, language: str
) -> Iterator[str]:
    yield f'<main id="{language}" lang="{language}">'
    yield f"<h1>{escape(said('title', language))}</h1>"
    yield _paragraph(
        said("intro", language).format(
            candidate=evaluation.candidate,
            serving=evaluation.serving,
            since=evaluation.since[:10],
            until=evaluation.until[:10],
        )
    )
    yield _paragraph(f"{said('lean', language)} {said('interval', language)}")
    if verdict is not None:
        yield from _verdict(verdict, language)
    for side, trial in evaluation.trials.items():
        yield f"<h2>{escape(said(f'side.{side.value}', language))}</h2>"
        yield from _trial(trial, small, language)
    if evaluation.drift:
        yield from _drift(evaluation, language)
    yield "</main>"


def _verdict(verdict: Verdict, language: str) -> Iterator[str]:
    yield f"<h2>{escape(said('verdict', language))}</h2>"
    yield _paragraph(said("verdict_yes" if verdict.promote else "verdict_no", language))
    rows = [
        (
            finding_text(finding.code, language),
            said("passed" if finding.passed else "failed", language),
            ", ".join(f"{name} {value}" for name, value in finding.params.items()),
        )
        for finding in verdict.findings
    ]
    head = [said(key, language) for key in ("looked_at", "result", "numbers")]
    yield _table(said("looked_at", language), head, rows)


def _trial(trial: Trial, small: int, language: str) -> Iterator[str]:
    told = {
        "rows": figure(trial.candidate.rows, language, digits=0),
        "people": figure(trial.candidate.people, language, digits=0),
    }
    yield _paragraph(said("rows", language).format(**told))
    head = [said(key, language) for key in ("measure", "candidate", "serving", "difference")]
    rows = [
        (said(name, language), *(with_interval(f, language) for f in (value, other, apart)))
        for name, value, other, apart in _measures(trial)
    ]
    yield _table(said("measures_title", language), head, rows)
    if trial.candidate.reliability:
        yield from _reliability(trial, language)
    if trial.cells:
        yield _paragraph(said("hidden", language).format(small=small))
        yield _paragraph(said("believed_text", language))
        for dimension, cells in groupby(trial.cells, key=lambda cell: cell.dimension):
            yield from _slices(dimension, list(cells), trial.primary, language)


def _measures(trial: Trial) -> Iterator[tuple[str, Figure, Figure, Figure]]:
    for name, value in trial.candidate.measures.items():
        yield name, value, trial.serving.measures[name], trial.differences[name]


def _reliability(trial: Trial, language: str) -> Iterator[str]:
    frame = Frame(
        title=said("reliability_title", language),
        description=said("reliability_description", language),
        x=said("predicted", language),
        y=said("observed", language),
    )
    both = (("candidate", trial.candidate), ("serving", trial.serving))
    curves = [_curve(said(key, language), figures) for key, figures in both]
    most = max(v for curve in curves for v in (*curve.x, *curve.y))
    perfect = Line(name=said("perfect", language), x=(0.0, most), y=(0.0, most), dashed=True)
    yield f"<figure>{lines([*curves, perfect], frame)}</figure>"
    head = [said(k, language) for k in ("predicted", "observed", "rows_column")]
    rows = [
        (
            figure(one.predicted, language),
            figure(one.observed, language),
            figure(one.rows, language, digits=0),
        )
        for one in trial.candidate.reliability
    ]
    yield _table(f"{frame.title}: {curves[0].name}", head, rows)


def _curve(name: str, side: SideFigures) -> Line:
    x = [one.predicted for one in side.reliability]
    return Line(name=name, x=x, y=[one.observed for one in side.reliability])


def _slices(dimension: str, cells: Sequence[Cell], measure: str, language: str) -> Iterator[str]:
    frame = Frame(
        title=said("slices_title", language).format(dimension=said(dimension, language)),
        description=said("slices_description", language).format(measure=said(measure, language)),
        x=said("difference", language),
    )
    leads = [(cell.name, cell.difference) for cell in cells if cell.difference]
    if leads:
        seen = [
            Bar(
                name=group(dimension, name, language),
                value=lead.value,
                low=lead.low,
                high=lead.high,
            )
            for name, lead in leads
        ]
        yield f"<figure>{bars(seen, frame, zero=0.0)}</figure>"
    keys = ("group", "people", "candidate", "difference", "believed", "findable", "surplus")
    rows = [_cell(cell, language) for cell in cells if cell.difference]
    hidden = ", ".join(
        group(dimension, cell.name, language) for cell in cells if not cell.difference
    )
    if hidden:
        rows.append((hidden, said("hidden_cell", language), *[""] * (len(keys) - 2)))
    yield _table(frame.title, [said(key, language) for key in keys], rows)


def _cell(cell: Cell, language: str) -> tuple[str, ...]:
    unknown = Figure(float("nan"))
    value, lead = cell.figure or unknown, cell.difference or unknown
    held = cell.standing
    believed = Figure(held.value, held.low, held.high) if held else unknown
    return (
        group(cell.dimension, cell.name, language),
        figure(value.people, language, digits=0),
        with_interval(value, language),
        with_interval(lead, language),
        with_interval(believed, language),
        figure(held.findable if held else None, language),
        figure(cell.surplus, language),
    )


def _drift(evaluation: Evaluation, language: str) -> Iterator[str]:
    moved = sorted(evaluation.drift.items(), key=lambda item: -item[1])
    frame = Frame(
        title=said("drift_title", language), description=said("drift_description", language)
    )
    yield f"<h2>{escape(frame.title)}</h2>"
    yield _paragraph(said("drift_text", language))
    seen = [Bar(name=name, value=psi, low=0.0, high=psi) for name, psi in moved[:20]]
    yield f"<figure>{bars(seen, frame, zero=0.0)}</figure>"
    rows = [(name, figure(psi, language)) for name, psi in moved]
    yield _table(frame.title, [said("of", language), "PSI"], rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "\n".join(_row(row) for row in rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption>"
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
