"""Models by command: which there are, which one serves, and going forth and back.

These need no more than the plain install: going back must not wait for an extra.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from training.commands.terminal import answer, console, refusals, warn
from training.registry import Kept, Registry, RegistryRefused, Serving
from training.registry.registry import HISTORY, POINTER


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
        _warned(registry)
        pointer = registry.promote(name, by=order.by, why=order.why, at=order.at, force=force)
        _told(pointer, as_json=order.as_json)


def rollback(order: Order, *, to_day_zero: bool) -> None:
    """Let the model serve that did before, or day zero; say what was passed over on the way."""
    with refusals(as_json=order.as_json):
        registry = Registry(order.models)
        _warned(registry)
        before = _before(registry)
        pointer = registry.rollback(
            by=order.by, why=order.why, at=order.at, to_day_zero=to_day_zero
        )
        for model in () if to_day_zero else reversed(before[len(pointer.stack) : -1]):
            warn(f"{model} cannot be served, and was passed over.")
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
        trouble = _troubles(registry, kept)
        for text in trouble:
            warn(text)
        serving = None if registry.damage() else registry.pointer()
        document = {
            "serving": asdict(serving) if serving else None,
            "trouble": trouble,
            "models": [_described(one) for one in kept],
        }
        answer(document, as_json=as_json)


def _before(registry: Registry) -> tuple[str, ...]:
    """What serves upon what, nothing where it cannot be said."""
    try:
        known = registry.known()
    except RegistryRefused:
        return ()
    return known.stack if known else ()


def _warned(registry: Registry) -> None:
    """Say aloud that the pointer is damaged, and what counts in its stead."""
    if registry.damage():
        warn(
            f"{registry.folder / POINTER} cannot be read. What {HISTORY} says of who serves counts "
            "instead, and the change writes the file anew."
        )


def _troubles(registry: Registry, kept: Sequence[Kept]) -> list[str]:
    """What is wrong with the pointer, with what it names, and with each model."""
    damage = registry.damage()
    said = [str(damage)] if damage else []
    serving = None if damage else registry.serving()
    if serving is not None and serving not in {one.hash for one in kept}:
        said.append(f"{registry.folder / POINTER} names {serving}, which is not there.")
    return [*said, *(f"{one.hash}: {text}" for one in kept for text in one.trouble)]


def _told(pointer: Serving, *, as_json: bool) -> None:
    if pointer.model is None:
        text = "Day zero serves from the next request on; there is no model before it."
    else:
        before = pointer.previous or "day zero"
        text = f"{pointer.model} serves from the next request on; a rollback leads to {before}."
    console(as_json=as_json).print(f"{text} {escape(pointer.why)}")
    answer(asdict(pointer), as_json=as_json)


def _row(one: Kept) -> tuple[str, ...]:
    gate = "not judged" if one.verdict is None else "passed" if one.verdict.promote else "held back"
    gate = "broken" if one.trouble else gate
    made, split = (str(one.sheet.get(key, "–"))[:10] for key in ("made_at", "split"))
    return one.hash, made, split, gate, _opponent(one), "●" if one.serves else ""


def _opponent(one: Kept) -> str:
    return "–" if one.verdict is None else one.against or "day zero"


def _described(one: Kept) -> dict[str, object]:
    return {
        "model": one.hash,
        "serves": one.serves,
        "gate": one.verdict.document() if one.verdict else None,
        "against": one.against,
        "sheet": one.sheet,
        "trouble": list(one.trouble),
    }
