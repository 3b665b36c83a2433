"""Tables of give-backs: what stands, one with its history, the slots that suit, who could come."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.vocabulary import Language
from service.actions.give_back_matching import MatchingRun
from service.api.give_back_answers import TOPIC, obstacle_text
from service.commands.columns import folded, named, whole
from service.i18n import day, label, labels, say

Json: TypeAlias = Mapping[str, Any]
_ANSWERS: Mapping[bool | None, str] = {True: "answer_yes", False: "answer_no", None: "answer_none"}


def runs_table(runs: Sequence[MatchingRun], *, lang: Language) -> Table:
    """One line for each municipality: what came of its matching, and what is missing."""
    names = ("municipality", "slots", "open", "suggested", "kept", "together", "missing")
    table = Table(*_heads(names, lang))
    for run in runs:
        met = list(run.obstacles.items())[:2]
        said = "\n".join(f"{obstacle_text(code, lang=lang)} ({kept.pairs})" for code, kept in met)
        counts = (run.slots, run.open, run.suggested, run.kept, run.in_company)
        place = label("municipalities", run.municipality, lang=lang)
        table.add_row(place, *map(str, counts), said if run.unplaced else "")
    return table


def standing_table(bodies: Sequence[Json], *, lang: Language) -> Table:
    """One line for each give-back: whose, what for, how far, where, with whom, what is awaited."""
    table = _with_ids(("who", "for", "state", "where", "with", "awaited"), lang)
    for body in bodies:
        table.add_row(
            escape(f"{body['name'] or ''}\n{body['id']}".strip()),
            escape(body["offer"]["title"] or ""),
            body["state_text"],
            escape(_where(body["slot"], lang)),
            escape(", ".join(mate["first_name"] for mate in body["mates"])),
            _awaited(body["reminder"], lang),
        )
    return table


def show_one(body: Json, console: Console, *, lang: Language, zone: ZoneInfo) -> None:
    """Everything of one give-back, line by line, and its history."""
    lines = {
        "who": f"{body['name'] or ''} ({labels('roles', '|'.join(body['roles']), lang=lang)})",
        "for": body["offer"]["title"] or body["offer"]["id"],
        "state": body["state_text"],
        "where": _whole_slot(body["slot"], lang),
        "with": ", ".join(mate["first_name"] for mate in body["mates"]),
        "friends": labels("roles", "|".join(body["friends"]), lang=lang),
        "asked": ", ".join(_mate(mate, lang) for mate in body["asked"]),
        "awaited": _awaited(body["reminder"], lang).replace("\n", ", "),
        "steps": ", ".join(_step(step, lang) for step in body["steps"]),
    }
    for name, said in lines.items():
        if said:
            console.print(f"[bold]{_text(f'head_{name}', lang)}[/]: {escape(said)}", soft_wrap=True)
    for reason in body["reasons"]:
        console.print(f"  · {escape(reason['text'])}", soft_wrap=True)
    console.print(_history(body["log"], lang, zone))


def slots_table(body: Json, console: Console, *, lang: Language) -> Table:
    """The slots that suit, by their day, each with why and with what to know before."""
    table = _with_ids(("where", "seats", "reasons"), lang)
    for one in body["items"]:
        seats = one["seats_left"]
        table.add_row(
            named(one["slot"]["id"], *_where(one["slot"], lang).split("\n"), console=console),
            "" if seats is None else str(seats),
            escape("\n".join(reason["text"] for reason in one["reasons"])),
        )
    away = [f"{one['text']} ({one['params']['slots']})" for one in body["unsuited"]]
    table.caption = ", ".join(away) or None
    return table


def company_table(items: Sequence[Json], console: Console, *, lang: Language) -> Table:
    """Who could come along, and what those who were asked have said."""
    table = _with_ids(("who", "roles", "asked"), lang)
    for mate in items:
        answer = "" if mate["answer"] is None else _text(_ANSWERS[mate["answer"]], lang)
        roles = labels("roles", "|".join(mate["roles"]), lang=lang)
        table.add_row(named(mate["talent"], mate["first_name"], console=console), roles, answer)
    return table


def _with_ids(names: Sequence[str], lang: Language) -> Table:
    """With the ids in the first column."""
    first, *others = _heads(names, lang)
    return Table(whole(first), *map(folded, others))


def _history(log: Sequence[Json], lang: Language, zone: ZoneInfo) -> Table:
    when, what, by, slot, reason = _heads(("when", "what", "by", "slot", "reason"), lang)
    table = Table(folded(when), folded(what), whole(by), whole(slot), folded(reason))
    for line in log:
        at = line["at"].astimezone(zone)
        by = _text(f"actor_{line['actor']}", lang)
        table.add_row(
            f"{day(at.date(), lang=lang)} {at:%H:%M}",
            line["text"],
            f"{by}\n{_text('on_behalf', lang)}" if line["on_behalf"] else by,
            escape(line["slot"] or ""),
            escape(line["reason"] or ""),
        )
    return table


def _where(slot: Json | None, lang: Language) -> str:
    if slot is None:
        return ""
    start = slot["start_date"]
    return f"{slot['title']}\n{day(start, lang=lang)}" if start else str(slot["title"])


def _whole_slot(slot: Json | None, lang: Language) -> str:
    if slot is None:
        return ""
    host = slot["organisation"]["name"] if slot["organisation"] else None
    there = labels("equipment", "|".join(slot["equipment"]), lang=lang)
    said = (*_where(slot, lang).split("\n"), host, slot["room"], there, slot["pay_text"])
    return ", ".join(filter(None, said))


def _step(step: str, lang: Language) -> str:
    """In words, with the command that takes it."""
    return f"{_text(f'step_{step}', lang)} ({step.replace('_', '-')})"


def _mate(mate: Json, lang: Language) -> str:
    return f"{mate['first_name']} ({_text(_ANSWERS[mate['answer']], lang)})"


def _awaited(reminder: Json | None, lang: Language) -> str:
    return f"{reminder['text']}\n{day(reminder['due'], lang=lang)}" if reminder else ""


def _heads(names: Sequence[str], lang: Language) -> Sequence[str]:
    return [_text(f"head_{name}", lang) for name in names]


def _text(code: str, lang: Language) -> str:
    return say(code, {}, lang=lang, topic=TOPIC)
