"""Embedding: what profiles mean to an encoder, stored, and which encoder serves."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from sqlalchemy import Engine

from matcher.domain import Problem
from service.actions.embedding import Embedded, Progress, embed
from service.actions.encoders import (
    HOUSE,
    EncoderRefused,
    OpenEncoder,
    open_encoder,
    serving_encoder,
)
from service.commands.call import Call
from service.store import embeddings, encoders, reading, writing
from service.store.encoders import NamedEncoder

# In percent: so alike that the house's own may have been meant.
_ALIKE = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``encoder`` by name, else the one that serves; so many texts a ``batch``.

    ``switch`` lets it serve, ``prune`` drops the vectors of others.
    """

    encoder: str | None
    batch: int
    switch: bool
    prune: bool


def embed_all(call: Call, wish: Wish) -> None:
    """Store what is missing of the encoder, then let it serve and drop others, where wished."""
    wanted = None if wish.encoder is None else _meant(wish.encoder)
    with call.store() as engine:
        opened = _opened(call, engine, wanted)
        started = perf_counter()
        found = _embedded(call, engine, opened, batch=wish.batch)
        seconds = perf_counter() - started
        if wish.switch:
            _switch(call, engine, opened)
        pruned = _pruned(call, engine, opened) if wish.prune else 0
    people = call.terminal.people
    for line in _said(opened, found, seconds=seconds):
        people.print(line, soft_wrap=True)
    if wish.switch:
        people.print("It serves now: running processes take it over, one by one, in a moment.")
    if wish.prune:
        people.print(f"Dropped {pruned} vectors of other encoders.")
    call.terminal.answer(
        {
            "encoder": {"name": opened.name, "hash": opened.encoder.hash},
            "profiles": found.profiles,
            "encoded": found.encoded,
            "seconds": round(seconds, 3),
            "switched": wish.switch,
            "pruned": pruned,
        }
    )


def _opened(call: Call, engine: Engine, wanted: str | None) -> OpenEncoder:
    """The one that is named, else the one that serves; it may use the whole machine."""
    with reading(engine) as session:
        named = encoders.serving(session)
    serving = call.settings.encoder if named is None else named.name
    name = _place(serving if wanted is None else wanted)
    with call.terminal.errors.status("Opening the encoder …"):
        try:
            return open_encoder(name, threads=os.cpu_count() or 1)
        except EncoderRefused as error:
            if fuzz.ratio(name.casefold(), HOUSE) >= _ALIKE:
                error.add_note(f"Did you mean {HOUSE}?")
            elif "/" in name and not Path(name).is_dir():
                error.add_note(f"There is no folder {name} here either.")
            raise


def _meant(name: str) -> str:
    """The encoder as it was named on the command line.

    Raises ``EncoderRefused``: ``encoder_unnamed``, ``encoder_folder_missing``.
    """
    name = name.strip()
    if not name:
        raise EncoderRefused(Problem("encoder_unnamed"))
    if name.casefold() == HOUSE and not Path(name).is_dir():
        return HOUSE
    if _is_path(name) and not Path(name).is_dir():
        raise EncoderRefused(Problem("encoder_folder_missing", {"folder": name}))
    return name


def _is_path(name: str) -> bool:
    """Hubs name models as owner/model: one slash makes a path only where its folder is here."""
    if name.startswith((".", "~", "/")) or name.endswith("/") or "\\" in name:
        return True
    return name.count("/") > 1 or ("/" in name and Path(name).parent.is_dir())


def _place(name: str) -> str:
    """A folder by its whole path: every process must find it, wherever it was started."""
    return str(Path(name).resolve()) if name and Path(name).is_dir() else name


def _embedded(call: Call, engine: Engine, opened: OpenEncoder, *, batch: int) -> Embedded:
    if opened.is_ours:
        return Embedded(0, 0)
    with _telling(call.terminal.errors) as tell:
        return embed(engine, opened.encoder, batch=batch, tell=tell)


def _switch(call: Call, engine: Engine, opened: OpenEncoder) -> None:
    named = NamedEncoder(opened.name, opened.encoder.hash)
    with writing(engine) as session:
        encoders.switch(session, named, now=call.now)


def _pruned(call: Call, engine: Engine, opened: OpenEncoder) -> int:
    """The vectors of the one that serves stay, and those that were just made."""
    serving = serving_encoder(engine, call.settings.encoder)
    with writing(engine) as session:
        return embeddings.prune(session, keep=[serving.encoder.hash, opened.encoder.hash])


def _said(opened: OpenEncoder, found: Embedded, *, seconds: float) -> Iterator[str]:
    yield f"Encoder {escape(opened.name)}, hash {opened.encoder.hash}."
    if opened.is_ours:
        yield "It is so fast that nothing needs to be stored."
        return
    pace = f" ({found.encoded / seconds:.0f} texts/s)" if found.encoded else ""
    yield f"{found.profiles} profiles, {found.encoded} newly encoded in {seconds:.1f} s{pace}."


@contextmanager
def _telling(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A bar by profiles, on a terminal only, and gone when all are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal
    with ProgressBar(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not shown
    ) as bar:
        task = bar.add_task("profiles", total=None)

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.done, total=progress.total)

        yield tell
