"""Models by command: which there are, which one serves, and going forth and back.

These need no more than the plain install: going back must not wait for an extra.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Column, Table

from training.commands.terminal import answer, console, refusals, warn
from training.registry import Kept, Registry, RegistryRefused, Serving
from training.registry.refusal import refused
from training.registry.registry import HISTORY, POINTER

#: So much of a model's name is shown where there is no room for more.
_BEGINNING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who wants what serves to change, when, and why."""

    models: Path
    by: str
    why: str
    at: datetime
    as_json: bool


def opened(models: Path) -> Registry:
    """The registry in a folder that is there.

    Raises ``RegistryRefused`` (``registry_absent``): whoever mistyped the folder's name is not to
    be told that nothing serves.
    """
    if not models.exists():
        raise refused("registry_absent", {"folder": str(models)})
    return Registry(models)


def promote(model: str, order: Order, *, force: bool) -> None:
    """Let a model serve, if the gate let it pass or it is forced."""
    with refusals(as_json=order.as_json):
        registry = opened(order.models)
        name = registry.find(model)
        _warned(registry)
        pointer = registry.promote(name, by=order.by, why=order.why, at=order.at, force=force)
        _told(pointer, as_json=order.as_json)


def rollback(order: Order, *, to_day_zero: bool) -> None:
    """Let the model serve that did before, or day zero; say what was passed over on the way."""
    with refusals(as_json=order.as_json):
        registry = opened(order.models)
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
        registry = opened(models)
        kept = registry.models()
        hindered = {one.hash: _hindered(registry, one) for one in kept}
        console(as_json=as_json).print(_table(kept, hindered))
        trouble = _troubles(registry, kept)
        for text in trouble:
            warn(text)
        serving = None if registry.damage() else registry.pointer()
        document = {
            "serving": asdict(serving) if serving else None,
            "trouble": trouble,
            "models": [{**_described(one), "hindered": hindered[one.hash]} for one in kept],
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
    """Say aloud that the pointer is damaged, and what counts in its stead; what was set apart."""
    if registry.damage():
        warn(f"{registry.folder / POINTER} cannot be read. {_instead(registry)}")
    for text in _set_apart(registry):
        warn(text)


def _instead(registry: Registry) -> str:
    """What counts where the pointer cannot be read."""
    try:
        registry.history()
    except RegistryRefused:
        return (
            f"Nor can {HISTORY}, so that nothing says what served. Only day zero needs neither: "
            "`samspil rollback --to day-zero` writes the file anew."
        )
    return f"What {HISTORY} says of who serves counts instead, and the change writes the file anew."


def _hindered(registry: Registry, one: Kept) -> str | None:
    """The code of what keeps a model that the gate let pass from serving, ``None`` for nothing.

    Where the files that would tell are damaged nothing is: that is said on its own.
    """
    if one.serves or one.trouble or one.verdict is None or not one.verdict.promote:
        return None
    with suppress(RegistryRefused):
        refusal = registry.objection(one.hash, registry.serving())
        return refusal.problem.code if refusal else None
    return None


def _troubles(registry: Registry, kept: Sequence[Kept]) -> list[str]:
    """What is wrong with the pointer, with what it names, and with each model."""
    damage = registry.damage()
    said = [str(damage)] if damage else []
    serving = None if damage else registry.serving()
    if serving is not None and serving not in {one.hash for one in kept}:
        said.append(f"{registry.folder / POINTER} names {serving}, which is not there.")
    troubles = (f"{one.hash}: {text}" for one in kept for text in one.trouble)
    return [*said, *_lines(registry), *_set_apart(registry), *troubles]


def _lines(registry: Registry) -> list[str]:
    """What is wrong with the history, and with the jumps."""
    said = []
    for asked in (registry.history, registry.cleared_jumps):
        try:
            asked()
        except RegistryRefused as error:
            said.append(str(error))
    return said


def _set_apart(registry: Registry) -> list[str]:
    """Which models waited to be taken in and could not be read."""
    return [
        f"{place} holds a model that waited and cannot be read; it was moved aside. Train it anew, "
        "or mend its files and let the folder's name end in .waits again."
        for place in registry.broken()
    ]


def _told(pointer: Serving, *, as_json: bool) -> None:
    if pointer.model is None:
        text = "Day zero serves from the next request on; there is no model before it."
    else:
        before = pointer.previous or "day zero"
        text = f"{pointer.model} serves from the next request on; a rollback leads to {before}."
    console(as_json=as_json).print(f"{text} {escape(pointer.why)}")
    answer(asdict(pointer), as_json=as_json)


def _table(kept: Sequence[Kept], hindered: Mapping[str, str | None]) -> Table:
    """No wider than 80 columns, in which nothing that a command asks for is cut."""
    heads = ("made", "learned\nuntil", "gate", "compared\nwith", "serves")
    table = Table(*(Column(head, no_wrap=True) for head in ("model", *heads)))
    for one in kept:
        table.add_row(*_row(one, again=hindered[one.hash] is not None))
    return table


def _row(one: Kept, *, again: bool) -> tuple[str, ...]:
    gate = "not judged" if one.verdict is None else "passed" if one.verdict.promote else "held back"
    gate = "broken" if one.trouble else "judge anew" if again else gate
    made, split = (str(one.sheet.get(key, "–"))[:10] for key in ("made_at", "split"))
    return one.hash, made, split, gate, _opponent(one), "●" if one.serves else ""


def _opponent(one: Kept) -> str:
    """The beginning of its name, which is enough for every command."""
    return "–" if one.verdict is None else (one.against or "day zero")[:_BEGINNING]


def _described(one: Kept) -> dict[str, object]:
    return {
        "model": one.hash,
        "serves": one.serves,
        "gate": one.verdict.document() if one.verdict else None,
        "against": one.against,
        "sheet": one.sheet,
        "trouble": list(one.trouble),
    }
