"""The model card: what the model is for, what it learned from, its figures and limits.

After Mitchell et al., 2019, with what the AI Act's article 13 wants told to those who use it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from matcher.domain import Side
from training.registry.figures import Cell, Evaluation, Figure, Trial
from training.registry.finding_words import came_of, looked_at
from training.registry.gate import Verdict
from training.registry.labels import group
from training.registry.sheet import DataSheet
from training.registry.texts import figure, said, with_interval

LEAST_AUDITED = 0.5
"""The share of people whom an audit is to tell of, so that its groups speak for all."""


def card(
    sheet: DataSheet | None, evaluation: Evaluation, verdict: Verdict, *, language: str
) -> str:
    """The card as Markdown, in Danish or English; it says where there is no data sheet."""
    no_sheet = said("card.data_missing", language)
    return "\n".join(
        (
            f"# {said('card.title', language)} {evaluation.candidate}",
            "",
            *_section("card.purpose", said("card.purpose_text", language), language),
            *_section("card.data", _data(sheet, language) if sheet else no_sheet, language),
            f"## {said('card.figures', language)}",
            "",
            *_period(evaluation, language),
            *(line for trial in _trials(evaluation, language) for line in trial),
            *_section("card.slices", _slices(evaluation, language), language),
            f"## {said('verdict', language)}",
            "",
            *_findings(verdict, language),
            "",
            *_section("card.limits", said("card.limits_text", language), language),
            *_section("card.oversight", said("card.oversight_text", language), language),
            *((_made(sheet, language),) if sheet else ()),
            said("card.promoted", language),
            "",
        )
    )


def compared(evaluation: Evaluation, language: str) -> str:
    """Which two models were compared, on what, and what to bear in mind."""
    intro = said("intro", language).format(
        candidate=evaluation.candidate,
        serving=evaluation.serving,
        since=evaluation.since[:10],
        until=evaluation.until[:10],
    )
    notes = {"looking_back": evaluation.looking_back, "cut_short": evaluation.cut_short}
    told = [intro, *(said(note, language) for note, holds in notes.items() if holds)]
    if evaluation.audited is not None:
        told.append(audited(evaluation.audited, language))
    return " ".join(told)


def audited(share: float, language: str) -> str:
    """Of how many people an audit tells."""
    key = "audited_few" if share < LEAST_AUDITED else "audited"
    return said(key, language).format(share=figure(100 * share, language, digits=0))


def _section(key: str, text: str, language: str) -> tuple[str, ...]:
    return (f"## {said(key, language)}", "", text, "")


def _data(sheet: DataSheet, language: str) -> str:
    left_out = (f"{said(name, language)}: {n}" for name, n in sheet.left_out.items())
    aside = (f"{one['organisation']} ({one['week']})" for one in sheet.set_aside)
    ess = sum(learned.get("ess", 0.0) for learned in sheet.learned.values())
    rows = {side: sheet.learned.get(side.value, {}).get("rows", 0) for side in Side}
    text = said("card.data_text", language).format(
        **{"from": _begins(sheet), "split": sheet.split[:10], "to": sheet.ends[:10]},
        talent_rows=figure(rows[Side.TALENT], language, digits=0),
        provider_rows=figure(rows[Side.PROVIDER], language, digits=0),
        impressions=figure(sheet.rows.get("impressions", 0), language, digits=0),
        events=figure(sheet.rows.get("events", 0), language, digits=0),
        left_out=", ".join(left_out) or said("card.nobody", language),
        set_aside=", ".join(aside) or said("card.nothing", language),
        ess=figure(ess, language, digits=0),
    )
    return " ".join((text, *(said(f"card.kept.{side.value}", language) for side in sheet.kept)))


def _period(evaluation: Evaluation, language: str) -> Iterator[str]:
    yield compared(evaluation, language)
    yield ""
    yield f"{said('lean', language)} {said('interval', language)}"
    yield ""


def _trials(evaluation: Evaluation, language: str) -> Iterator[Iterator[str]]:
    for side, trial in evaluation.trials.items():
        yield _trial(f"side.{side.value}", trial, language)


def _trial(title: str, trial: Trial, language: str) -> Iterator[str]:
    columns = ("measure", "candidate", "serving", "difference")
    yield f"### {said(title, language)}"
    yield ""
    yield _row([said(column, language) for column in columns])
    yield _row(["---"] * len(columns))
    for name, value in trial.candidate.measures.items():
        three = (value, trial.serving.measures[name], trial.differences[name])
        yield _row([said(name, language), *(with_interval(one, language) for one in three)])
    yield ""


def _slices(evaluation: Evaluation, language: str) -> str:
    cells = [cell for trial in evaluation.trials.values() for cell in trial.cells]
    shown = sum(cell.difference is not None for cell in cells)
    text = said("card.slices_text", language).format(shown=shown, hidden=len(cells) - shown)
    each = (_of_side(side, trial, language) for side, trial in evaluation.trials.items())
    return " ".join((text, *each)).rstrip()


def _of_side(side: Side, trial: Trial, language: str) -> str:
    """Losses are told in the side's measure; nothing where no group is shown."""
    seen = [cell for cell in trial.cells if cell.difference]
    if not seen:
        return ""
    return said("card.slices_side", language).format(
        side=said(f"of_side.{side.value}", language),
        measure=said(trial.primary, language),
        worst=_worst(min(seen, key=_loss), language),
        blind=_blind(seen, language),
    )


def _loss(cell: Cell) -> float:
    return _believed(cell).value


def _believed(cell: Cell) -> Figure:
    """What the cell's group is held to lead by, or its own difference where that is all."""
    held = cell.standing
    return Figure(held.value, held.low, held.high) if held else cell.difference or Figure(0.0)


def _worst(cell: Cell, language: str) -> str:
    return f"{_called(cell, language)}: {with_interval(_believed(cell), language)}"


def _blind(cells: Sequence[Cell], language: str) -> str:
    """The group whose loss would have to be the largest to be found."""
    told = [(cell.standing.findable, cell) for cell in cells if cell.standing]
    if not told:
        return said("card.nothing", language)
    loss, cell = max(told, key=lambda one: one[0])
    return f"{_called(cell, language)}: {figure(loss, language)}"


def _called(cell: Cell, language: str) -> str:
    return f"{said(cell.dimension, language)} {group(cell.dimension, cell.name, language)}"


def _findings(verdict: Verdict, language: str) -> Iterator[str]:
    yield said("verdict_yes" if verdict.promote else "verdict_no", language)
    yield ""
    for finding in verdict.findings:
        result = said("passed" if finding.passed else "failed", language)
        yield f"- {looked_at(finding, language)}: {result}. {came_of(finding, language)}".rstrip()


def _made(sheet: DataSheet, language: str) -> str:
    chosen = ", ".join(_chosen(name, value, language) for name, value in sheet.config.items())
    return said("card.made", language).format(
        at=sheet.made_at[:10], release=sheet.release, hash=sheet.model, config=chosen
    )


def _begins(sheet: DataSheet) -> str:
    """The first day that is learned from: that of the log, or of what is remembered of it."""
    remembered = sheet.config.get("remembered_days")
    if remembered is None:
        return sheet.begins[:10]
    oldest = datetime.fromisoformat(sheet.ends) - timedelta(days=float(remembered))
    return max(sheet.begins[:10], oldest.date().isoformat())


def _chosen(name: str, value: object, language: str) -> str:
    """A choice in words; what has none is its name and value."""
    key = f"chosen.{name}" if value is not None else f"chosen.{name}.none"
    text = said(key, language)
    if text == key:
        return f"{name} {value}"
    if not isinstance(value, float):
        return text.format(value=value)
    return text.format(value=figure(value, language, digits=0 if value.is_integer() else 1))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
