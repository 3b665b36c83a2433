"""Pathways at a terminal: the way of one talent, and the gaps of all with bars."""

import asyncio
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from matcher.domain import Surface, TalentId
from matcher.vocabulary import Language
from service.actions.acting import OPERATOR
from service.actions.gaps import gap_report
from service.actions.pathway import Aim, show_pathway
from service.api.gap_tables import gaps_body, gaps_csv
from service.api.pathways import pathway_body
from service.app import composed
from service.commands.call import Call
from service.i18n import day, say
from service.reports.by import By

_BAR = 12


def show_way(call: Call, talent: str, *, goal: str | None, role: str | None) -> None:
    """Show where ``talent`` stands and what comes next; the lists are recorded."""
    call.require_folder()
    aim = Aim(goal=goal, role=role)
    with composed(call.settings, clock=lambda: call.now) as resources:
        asked = show_pathway(
            resources, TalentId(talent), aim, principal=OPERATOR, surface=Surface.CLI
        )
        body = pathway_body(asyncio.run(asked), lang=call.lang)
    _show_way(body, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)


def show_gaps(call: Call, by: By, *, csv: Path | None) -> None:
    """Show the totals of every term with bars, and write the whole as a spreadsheet if asked."""
    call.require_folder()
    with (
        call.terminal.errors.status("Counting …"),
        composed(call.settings, clock=lambda: call.now) as resources,
    ):
        report = asyncio.run(gap_report(resources, by))
    body = gaps_body(report, lang=call.lang)
    _show_gaps(body, call.terminal.people, lang=call.lang)
    if csv is not None:
        csv.write_text(gaps_csv(report, lang=call.lang), encoding="utf-8", newline="")
        call.terminal.people.print(f"Wrote {csv}.", soft_wrap=True)
    call.terminal.answer(body)


def _show_way(body: dict[str, Any], console: Console, *, lang: Language) -> None:
    console.print(f"[bold]{escape(body['here']['text'])}[/]")
    for step in body["steps"]:
        console.print(f"{'   ' * (step['position'] - 1)}└─ [bold]{escape(step['text'])}[/]")
        margin = "   " * step["position"]
        for reason in step["reasons"]:
            console.print(f"{margin}[dim]{escape(reason['text'])}[/]", soft_wrap=True)
        for item in step["offers"]["items"]:
            console.print(f"{margin}• {escape(_offer(item['offer'], lang))}", soft_wrap=True)
        if step["missing"]:
            console.print(f"{margin}○ {escape(step['missing']['text'])}", soft_wrap=True)


def _offer(offer: dict[str, Any], lang: Language) -> str:
    start = offer.get("start_date")
    when = day(start, lang=lang) if start else None
    told = (offer.get("title"), offer.get("municipality_name"), when, offer["id"])
    return " · ".join(one for one in told if one)


def _show_gaps(body: dict[str, Any], console: Console, *, lang: Language) -> None:
    names = ("term_name", "need", "missing", "wishes", "searches", "offers", "seats")
    heads = [say(f"gap_{name}", {}, lang=lang, topic="reports") for name in names]
    table = Table(heads[0], Column("", min_width=_BAR, no_wrap=True), *heads[1:])
    totals = [c for c in body["cells"] if c["municipality"] is None and c["reach"] is None]
    most = max((c["need"] or 0 for c in totals), default=0)
    for cell in totals:
        table.add_row(cell["term_name"], _bar(cell, most), *(_number(cell, n) for n in names[1:]))
    console.print(table)
    console.print(body["note"], soft_wrap=True)


def _bar(cell: dict[str, Any], most: int) -> str:
    """The need, of which the dark part is missing a next step."""
    need = round(_BAR * (cell["need"] or 0) / most) if most else 0
    missing = min(round(_BAR * (cell["missing"] or 0) / most), need) if most else 0
    return "█" * missing + "░" * (need - missing)


def _number(cell: dict[str, Any], name: str) -> str:
    value = cell[name]
    if name == "seats" and cell["unlimited"]:
        return f"{value}+"
    return "·" if value is None else str(value)
