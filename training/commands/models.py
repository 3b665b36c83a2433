"""Models by command: which there are, which one serves, and going forth and back.

These need no more than the plain install: going back must not wait for an extra.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from training.commands.terminal import answer, console, refusals
from training.registry import Kept, Registry, Serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who wants what serves to change, when, and why."""

    models: Path
    by: str
    why: str
    at: datetime
    as_json: bool


def promote(model: str, order: Order, *, force: bool) -> None:
    """Let a model serve, if the gate let it pass or it is forced."""
    with refusals(as_json=order.as_json):
        registry = Registry(order.models)
        name = registry.find(model)
        pointer = registry.promote(name, by=order.by, why=order.why, at=order.at, force=force)
        _told(pointer, as_json=order.as_json)


def rollback(order: Order) -> None:
    """Let the model serve that did before."""
    with refusals(as_json=order.as_json):
        pointer = Registry(order.models).rollback(by=order.by, why=order.why, at=order.at)
        _told(pointer, as_json=order.as_json)


def listed(models: Path, *, as_json: bool) -> None:
    """All models, the newest first, and which one serves."""
    with refusals(as_json=as_json):
        registry = Registry(models)
        kept = registry.models()
        heads = ("made", "learned until", "gate", "compared with", "serves")
        table = Table(Column("model", no_wrap=True), *heads)
        for one in kept:
            table.add_row(*_row(one))
        console(as_json=as_json).print(table)
        serving = registry.pointer()
        document = {
            "serving": asdict(serving) if serving else None,
            "models": [_described(one) for one in kept],
        }
        answer(document, as_json=as_json)


def _told(pointer: Serving, *, as_json: bool) -> None:
    serves, before = pointer.model or "day zero", pointer.previous or "day zero"
    console(as_json=as_json).print(
        f"{serves} serves from the next request on; before it: {before}. {escape(pointer.why)}"
    )
    answer(asdict(pointer), as_json=as_json)


def _row(one: Kept) -> tuple[str, ...]:
    gate = "not judged" if one.verdict is None else "passed" if one.verdict.promote else "held back"
    made, split = (str(one.sheet.get(key, "–"))[:10] for key in ("made_at", "split"))
    return one.hash, made, split, gate, one.against or "day zero", "●" if one.serves else ""


def _described(one: Kept) -> dict[str, object]:
    return {
        "model": one.hash,
        "serves": one.serves,
        "gate": one.verdict.document() if one.verdict else None,
        "against": one.against,
        "sheet": one.sheet,
    }
