"""The page: an evaluation as one HTML file in Danish and English, with charts and their tables."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from training.charts import Bar, Frame, Line, bars, lines
from training.evaluate.markup import NUMBERS, STYLE, chart, paragraph, table, title
from training.registry.card import compared
from training.registry.figures import Cell, Evaluation, Figure, SideFigures, Trial
from training.registry.finding_words import came_of, looked_at
from training.registry.gate import Verdict
from training.registry.labels import group, measured
from training.registry.texts import LANGUAGES, figure, said, with_interval

_NAMES = {"da": "Dansk", "en": "English"}
_MARKS = {True: "✓", False: "✗"}
_DANISH = "da"
_MOST_MOVED = 12


def page(evaluation: Evaluation, *, small: int, verdict: Verdict | None = None) -> str:
    """A whole page that needs nothing from elsewhere; Danish first, English behind a link.

    ``small`` is the least number of people in a group that is shown.
    """
    named = escape(said("title", LANGUAGES[0]))
    links = (f'<a href="#{code}" lang="{code}">{_NAMES[code]}</a>' for code in LANGUAGES)
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{LANGUAGES[0]}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{named} · {escape(evaluation.candidate)}</title>",
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
    yield paragraph(compared(evaluation, language))
    yield paragraph(f"{said('lean', language)} {said('interval', language)}")
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
    yield paragraph(said("verdict_yes" if verdict.promote else "verdict_no", language))
    rows = [
        (
            looked_at(finding, language),
            f"{_MARKS[finding.passed]} {said('passed' if finding.passed else 'failed', language)}",
            came_of(finding, language),
        )
        for finding in verdict.findings
    ]
    head = [said(key, language) for key in ("looked_at", "result", "numbers")]
    yield table(said("looked_at", language), head, rows, kind="stack told heard")


def _trial(trial: Trial, small: int, language: str) -> Iterator[str]:
    told = {
        "rows": figure(trial.candidate.rows, language, digits=0),
        "people": figure(trial.candidate.people, language, digits=0),
    }
    yield paragraph(said("rows", language).format(**told))
    head = [said(key, language) for key in ("measure", "candidate", "serving", "difference")]
    rows = [
        (said(name, language), *(with_interval(f, language) for f in (value, other, apart)))
        for name, value, other, apart in _measures(trial)
    ]
    yield table(said("measures_title", language), head, rows, kind=NUMBERS)
    if trial.candidate.reliability:
        yield from _reliability(trial, language)
    if trial.cells:
        yield paragraph(said("hidden", language).format(small=small))
        yield paragraph(said("believed_text", language))
        yield paragraph(_lead_in(trial, language))
        for dimension, cells in groupby(trial.cells, key=lambda cell: cell.dimension):
            yield from _slices(dimension, list(cells), trial, language)


def _measures(trial: Trial) -> Iterator[tuple[str, Figure, Figure, Figure]]:
    for name, value in trial.candidate.measures.items():
        yield name, value, trial.serving.measures[name], trial.differences[name]


def _reliability(trial: Trial, language: str) -> Iterator[str]:
    frame = Frame(
        title=said("reliability_title", language),
        description=said("reliability_description", language),
        x=said("predicted", language),
        y=said("observed", language),
        comma=language == _DANISH,
    )
    both = (("candidate", trial.candidate), ("serving", trial.serving))
    curves = [_curve(said(key, language), figures) for key, figures in both]
    most = max(v for curve in curves for v in (*curve.x, *curve.y))
    perfect = Line(name=said("perfect", language), x=(0.0, most), y=(0.0, most), dashed=True)
    yield title(frame.title)
    yield chart(lines([*curves, perfect], frame), note=frame.description)
    head = [said(k, language) for k in ("predicted", "observed", "rows_column")]
    rows = [
        (
            figure(one.predicted, language),
            figure(one.observed, language),
            figure(one.rows, language, digits=0),
        )
        for one in trial.candidate.reliability
    ]
    yield table(f"{frame.title}: {curves[0].name}", head, rows)


def _curve(name: str, side: SideFigures) -> Line:
    x = [one.predicted for one in side.reliability]
    return Line(name=name, x=x, y=[one.observed for one in side.reliability])


def _lead_in(trial: Trial, language: str) -> str:
    measure = said(trial.primary, language)
    return said("slices_description", language).format(measure=measure)


def _slices(dimension: str, cells: Sequence[Cell], trial: Trial, language: str) -> Iterator[str]:
    frame = Frame(
        title=said("slices_title", language).format(dimension=said(dimension, language)),
        description=_lead_in(trial, language),
        x=said("difference", language),
        comma=language == _DANISH,
    )
    yield title(frame.title)
    leads = [(cell.name, cell.difference) for cell in cells if cell.difference]
    if leads:
        seen = [
            Bar(
                name=group(dimension, name, language),
                value=lead.value,
                low=lead.low,
                high=lead.high,
                said=with_interval(lead, language),
            )
            for name, lead in leads
        ]
        yield chart(bars(seen, frame, zero=0.0))
    keys = ("group", "people", "candidate", "difference", "believed", "findable", "surplus")
    rows = [_cell(cell, language) for cell in cells if cell.difference]
    hidden = sum(not cell.difference for cell in cells)
    if hidden:
        count = figure(hidden, language, digits=0)
        rows.append((said("hidden_cell", language).format(count=count),))
    yield table(frame.title, [said(key, language) for key in keys], rows, kind=f"{NUMBERS} heard")


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
    told = [(measured(name, language), psi) for name, psi in moved]
    frame = Frame(
        title=said("drift_title", language),
        description=said("drift_description", language),
        x=said("psi", language),
        comma=language == _DANISH,
    )
    yield f"<h2>{escape(frame.title)}</h2>"
    yield paragraph(said("drift_text", language))
    seen = [
        Bar(name=name, value=psi, low=0.0, high=psi, said=figure(psi, language))
        for name, psi in told[:_MOST_MOVED]
    ]
    yield chart(bars(seen, frame, zero=0.0), note=frame.description)
    rows = [(name, figure(psi, language)) for name, psi in told]
    yield table(frame.title, [said(key, language) for key in ("of", "psi")], rows, kind="heard")
