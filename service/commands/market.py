"""The market: a run at the terminal, and what is in most demand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from matcher.vocabulary import Language
from service.actions.market import Outcome, Tell, run_at_once
from service.actions.resources import Resources
from service.app import composed
from service.commands.call import Call
from service.commands.columns import folded, named, whole
from service.i18n import number, percent, say
from service.store.market import MarketRun, OfferPrice

BY = "cli"
MOST_CROWDED = 20


def run_market(call: Call, *, dry: bool) -> None:
    """Make a run and show the most crowded offers; with ``dry`` nothing is kept."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        with _telling(call.terminal.errors) as tell:
            run, outcome = run_at_once(resources, by=BY, dry=dry, tell=tell)
        crowded = [_shown(price, resources) for price in _crowded(outcome)]
    _show(call, outcome, crowded)
    if dry:
        call.terminal.people.print(_text("dry", call.lang))
    elif not call.settings.market:
        call.terminal.people.print(_text("off", call.lang))
    call.terminal.answer(_answer(run, outcome, crowded, dry=dry))


def _show(call: Call, outcome: Outcome, crowded: list[dict[str, Any]]) -> None:
    people, figures, lang = call.terminal.people, outcome.figures, call.lang
    if crowded:
        people.print(_table(crowded, people, lang))
    sizes = {name: figures[name] for name in ("people", "offers", "seats", "crowded")}
    people.print(_text("size", lang, sizes), soft_wrap=True)
    filled = {
        "filled": figures["filled"],
        "plain": figures["filled_without"],
        "most": figures["filled_at_most"],
        "seconds": figures["seconds"],
    }
    shown = {name: number(value, lang=lang, decimals=1) for name, value in filled.items()}
    people.print(_text("filled", lang, shown), soft_wrap=True)


def _table(crowded: list[dict[str, Any]], console: Console, lang: Language) -> Table:
    names = ("offer", "seats", "queue", "expected", "free")
    first, *others = (_text(f"head_{name}", lang) for name in names)
    table = Table(whole(first), *map(folded, others))
    for one in crowded:
        table.add_row(
            named(one["id"], one["title"], console=console),
            number(one["seats_left"], lang=lang),
            number(one["queue"], lang=lang),
            number(one["expected"], lang=lang, decimals=1),
            percent(one["still_free"], lang=lang),
        )
    return table


def _text(code: str, lang: Language, params: Mapping[str, str | int] | None = None) -> str:
    return say(code, params or {}, lang=lang, topic="markets")


def _crowded(outcome: Outcome) -> list[OfferPrice]:
    full = [price for price in outcome.prices if price.free < 1]
    return sorted(full, key=lambda price: (price.free, price.offer))[:MOST_CROWDED]


def _shown(price: OfferPrice, resources: Resources) -> dict[str, Any]:
    card = resources.live.offers.get(price.offer)
    return {
        "id": price.offer,
        "title": card.title if card else None,
        "still_free": price.free,
        "expected": round(price.load, 2),
        "seats_left": price.seats,
        "queue": price.queue,
    }


def _answer(
    run: MarketRun, outcome: Outcome, crowded: list[dict[str, Any]], *, dry: bool
) -> Mapping[str, Any]:
    kept = None if dry else run.id
    return {"run": kept, "figures": dict(outcome.figures), "crowded": crowded}


@contextmanager
def _telling(console: Console) -> Iterator[Tell]:
    """A bar by offers, on a terminal only, and gone when all are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with ProgressBar(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("offers", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell
