"""Tables of groups: who is in with what chance, what each aim costs, who waits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.vocabulary import Language
from service.actions.cohort_publishing import Sent
from service.i18n import number, say

Json: TypeAlias = Mapping[str, Any]


def show_group(body: Json, console: Console, *, lang: Language) -> None:
    """Everything of a group that fits on a screen."""
    console.print(escape(body["text"]), soft_wrap=True)
    if body["feasible"]:
        console.print(_members(body, lang))
        _proof(body, console, lang)
    else:
        _relaxations(body, console)
    if body["aims"]:
        console.print(_aims(body["aims"], lang))
    if body["waiting"]:
        console.print(_waiting(body["waiting"], lang))
    for change in body["changes"]:
        was = "was in" if change["was_in"] else "was not in"
        said = f"{change['change']} {change['talent']} ({was}): {change['reason']}"
        console.print(escape(said), soft_wrap=True)
    console.print(
        f"Kept as {body['id']}, proposal {body['proposal']}; {body['candidates']} candidates, "
        f"seed {body['seed']}.",
        soft_wrap=True,
    )


def show_lines(items: Iterable[Json], console: Console) -> None:
    """One line for each group."""
    table = Table("made", "proposal", "people", "seats", "published")
    table.add_column("group", no_wrap=True)
    for one in items:
        table.add_row(
            one["created_at"].date().isoformat(),
            str(one["proposal"]),
            str(one["members"]) if one["feasible"] else "aims not met",
            str(one["seats"]),
            one["published_at"].date().isoformat() if one["published_at"] else "",
            one["id"],
        )
    console.print(table)


def show_sent(sent: Sequence[Sent], console: Console, *, lang: Language) -> None:
    """What became of asking each."""
    for one in sent:
        why = ""
        if one.problem is not None:
            why = say(one.problem.code, one.problem.params, lang=lang, topic="events")
        said = f"{one.talent}: {one.kind.value} {one.status}"
        console.print(escape(f"{said}. {why}" if why else f"{said}."), soft_wrap=True)


def _members(body: Json, lang: Language) -> Table:
    table = Table("#", "talent", "where", "level", "fills", "fit", "chance", "state")
    for place, one in enumerate(body["members"]):
        card = one["talent"]
        fit = "by lot" if one["by_lot"] else _fit(one["fit"], lang)
        table.add_row(
            str(place + 1),
            escape(f"{card.get('name') or ''}\n{card['id']}".strip()),
            escape(card.get("municipality_name") or ""),
            str(card.get("level") or ""),
            escape(one["role_name"] or ""),
            fit,
            f"{one['chance']:.0%}",
            say(f"state_{one['state']}", {}, lang=lang, topic="cohorts"),
        )
    return table


def _proof(body: Json, console: Console, lang: Language) -> None:
    fit, best = (number(body[name], lang=lang, decimals=2) for name in ("fit", "best_fit"))
    lottery = body["lottery"]
    fair = "as equal as they can be" if lottery["proved"] else "equal for equals"
    console.print(
        f"Total fit {fit} of {best} possible (gap {body['gap']:g}); drawn from "
        f"{lottery['groups']} groups, chances {fair}.",
        soft_wrap=True,
    )


def _relaxations(body: Json, console: Console) -> None:
    choices = [("all", body["relaxation"]), *(("one", one) for one in body["alternatives"])]
    table = Table("give way", "by", "aim", "min", "max", "total fit", title="What would do")
    for name, choice in choices:
        for change in choice["changes"]:
            table.add_row(
                "smallest in all" if name == "all" else "this aim alone",
                str(change["by"]),
                escape(change["text"]),
                _moved(change["min"], change["new_min"]),
                _moved(change["max"], change["new_max"]),
                f"{choice['fit']:.2f}",
            )
    console.print(table)


def _moved(before: int | None, after: int | None) -> str:
    if before is None:
        return ""
    return str(before) if before == after else f"{before} → {after}"


def _aims(aims: Iterable[Json], lang: Language) -> Table:
    table = Table("aim", "min", "max", "has", "costs in fit", "without it")
    # Of a bound on each municipality only those that somebody comes from are worth a line.
    for one in (one for one in aims if one["min"] or one["count"] != 0):
        price = one["price"]
        others = len(price["enters"]) if price else 0
        moves = f"{others} other{'s' if others > 1 else ''} in" if others else ""
        table.add_row(
            escape(one["text"]),
            _end(one["min"]),
            _end(one["max"]),
            _end(one["count"]),
            number(price["fit"], lang=lang, decimals=2) if price else "",
            moves,
        )
    return table


def _end(value: int | None) -> str:
    return "" if value is None else str(value)


def _fit(value: float | None, lang: Language) -> str:
    return "" if value is None else number(value, lang=lang, decimals=2)


def _waiting(waiting: Iterable[Json], lang: Language) -> Table:
    table = Table("#", "waits", "fit", "can follow")
    for one in waiting:
        names = (f"{card.get('name') or ''} {card['id']}".strip() for card in one["talents"])
        fit = _fit(one["fit"], lang)
        row = (escape("\n".join(names)), fit, str(one["follows"]))
        table.add_row(str(one["position"]), *row)
    return table
