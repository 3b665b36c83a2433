"""Tables of groups: who is in with what chance, what each aim costs, who waits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.vocabulary import Language
from service.actions.cohort_publishing import Sent
from service.api.cohort_view import TOPIC
from service.commands.columns import folded, named, whole
from service.i18n import number, percent, say

Json: TypeAlias = Mapping[str, Any]


def show_group(body: Json, console: Console, *, lang: Language) -> None:
    """Everything of a group that fits on a screen."""
    console.print(escape(body["text"]), soft_wrap=True)
    if body["members"] or body["feasible"]:
        console.print(_members(body, console, lang))
    if body["feasible"]:
        console.print(escape(body["lottery"]["text"]), soft_wrap=True)
    else:
        console.print(_relaxations(body, lang))
    if body["aims"]:
        console.print(_aims(body["aims"], lang))
    if body["waiting"]:
        console.print(_waiting(body["waiting"], console, lang))
    for change in body["changes"]:
        done = _text(f"change_{change['change']}", lang)
        was = _text("was_in" if change["was_in"] else "was_not_in", lang)
        said = f"{done} {change['talent']} ({was}): {change['reason']}"
        console.print(escape(said), soft_wrap=True)
    names = ("id", "proposal", "candidates", "seed")
    kept = say("kept", {name: body[name] for name in names}, lang=lang, topic=TOPIC)
    console.print(escape(kept), soft_wrap=True)


def show_lines(items: Sequence[Json], console: Console, *, offer: str, lang: Language) -> None:
    """One line for each group."""
    if not items:
        console.print(escape(say("group_none", {"offer": offer}, lang=lang, topic=TOPIC)))
        return
    first, *others = _heads(("group", "proposal", "people", "seats"), lang)
    table = Table(whole(first), *map(folded, others))
    for one in items:
        table.add_row(
            "\n".join([one["id"], *_dates(one, lang)]),
            str(one["proposal"]),
            str(one["members"]) if one["feasible"] else _text("aims_not_met", lang),
            str(one["seats"]),
        )
    console.print(table)


def show_sent(sent: Sequence[Sent], console: Console, *, lang: Language) -> None:
    """What became of asking each."""
    for one in sent:
        told = {"talent": one.talent, "why": ""}
        if one.problem is not None:
            params = one.problem.params
            told["why"] = say(one.problem.code, params, lang=lang, topic="events")
        said = say(f"sent_{one.kind.value}_{one.status}", told, lang=lang, topic=TOPIC)
        console.print(escape(said), soft_wrap=True)


def _dates(one: Json, lang: Language) -> Iterator[str]:
    for code, moment in (("group_made", "created_at"), ("group_published", "published_at")):
        if one[moment]:
            told = {"day": one[moment].date().isoformat()}
            yield say(code, told, lang=lang, topic=TOPIC)


def _members(body: Json, console: Console, lang: Language) -> Table:
    names = ("talent", "where", "level", "role", "fit", "chance", "state")
    first, *others = _heads(names, lang)
    table = Table("#", whole(first), *map(folded, others))
    for place, one in enumerate(body["members"]):
        card = one["talent"]
        fit = _text("by_lot", lang) if one["by_lot"] else _fit(one["fit"], lang)
        table.add_row(
            str(place + 1),
            named(card["id"], card.get("name"), console=console),
            escape(card.get("municipality_name") or ""),
            str(card.get("level") or ""),
            escape(one["role_name"] or ""),
            fit,
            percent(one["chance"], lang=lang),
            _text(f"state_{one['state']}", lang),
        )
    return table


def _relaxations(body: Json, lang: Language) -> Table:
    alone = (("aim_alone", one) for one in body["alternatives"])
    heads = _heads(("gives_way", "by", "aim", "min", "max", "total"), lang)
    table = Table(*heads, title=_text("relaxed", lang))
    for name, choice in (("smallest_in_all", body["relaxation"]), *alone):
        for change in choice["changes"]:
            table.add_row(
                _text(name, lang),
                str(change["by"]),
                escape(change["text"]),
                _moved(change["min"], change["new_min"]),
                _moved(change["max"], change["new_max"]),
                _fit(choice["fit"], lang),
            )
    return table


def _moved(before: int | None, after: int | None) -> str:
    if before is None:
        return ""
    return str(before) if before == after else f"{before} → {after}"


def _aims(aims: Iterable[Json], lang: Language) -> Table:
    table = Table(*_heads(("aim", "min", "max", "has", "costs", "without"), lang))
    for one in aims:
        price = one["price"]
        table.add_row(
            escape(one["text"]),
            _end(one["min"]),
            _end(one["max"]),
            _end(one["count"]),
            number(price["fit"], lang=lang, decimals=2) if price else _unpriced(one, lang),
            _moves(len(price["enters"]) if price else 0, lang),
        )
    return table


def _unpriced(aim: Json, lang: Language) -> str:
    """Where no group was found there are no prices at all."""
    return "" if aim["count"] is None else _text("not_priced", lang)


def _moves(others: int, lang: Language) -> str:
    if others == 0:
        return ""
    code = "other_comes_in" if others == 1 else "others_come_in"
    return say(code, {"others": others}, lang=lang, topic=TOPIC)


def _end(value: int | None) -> str:
    return "" if value is None else str(value)


def _fit(value: float | None, lang: Language) -> str:
    return "" if value is None else number(value, lang=lang, decimals=2)


def _waiting(waiting: Iterable[Json], console: Console, lang: Language) -> Table:
    first, *others = _heads(("waits", "fit", "follows"), lang)
    table = Table("#", whole(first), *map(folded, others))
    for one in waiting:
        cards = one["talents"]
        who = "\n".join(named(card["id"], card.get("name"), console=console) for card in cards)
        row = (who, _fit(one["fit"], lang), str(one["follows"]))
        table.add_row(str(one["position"]), *row)
    return table


def _heads(names: Iterable[str], lang: Language) -> list[str]:
    return [_text(f"head_{name}", lang) for name in names]


def _text(code: str, lang: Language) -> str:
    return say(code, {}, lang=lang, topic=TOPIC)
