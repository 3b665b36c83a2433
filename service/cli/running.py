"""How the service and its store are run."""

import os
from pathlib import Path
from typing import Annotated

import typer

from service.cli.options import (
    DataOption,
    JsonOption,
    NowOption,
    called,
)

commands = typer.Typer()


@commands.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Else SAMSPIL_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Else SAMSPIL_PORT, else 8000.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; else SAMSPIL_WORKERS.")] = None,
    data: DataOption = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the invented town first if the store is empty.")
    ] = False,
) -> None:
    """Serve the API until Ctrl-C."""
    _one_thread_each()
    from service.commands.serving import serve

    with called(data, also={"host": host, "port": port, "workers": workers}) as call:
        serve(call, demo=demo)


@commands.command("backup")
def back_up(
    file: Annotated[Path, typer.Argument(help="A new file.")],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole store into one file, while the service goes on."""
    from service.commands.copies import back_up

    with called(data, as_json=as_json) as call:
        back_up(call, file)


@commands.command("restore")
def put_back(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.", exists=True)],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty store from a backup, on either database."""
    from service.commands.copies import put_back

    with called(data, as_json=as_json) as call:
        put_back(call, file)


@commands.command("embed")
def embed_profiles(
    *,
    encoder: Annotated[
        str | None, typer.Option(help="house, or a model's name or folder; else what serves.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Texts at a time.")] = 256,
    switch: Annotated[bool, typer.Option("--switch", help="Let it serve from then on.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Drop the vectors of encoders that do not serve.")
    ] = False,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store what every profile's text means to an encoder, while the service goes on."""
    from service.commands.embedding import Wish, embed_all

    with called(data, now=now, as_json=as_json) as call:
        embed_all(call, Wish(encoder=encoder, batch=batch, switch=switch, prune=prune))


@commands.command()
def demo(
    *,
    events: Annotated[bool, typer.Option("--events", help="With its year of events.")] = False,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load the invented town into an empty store, and make keys to try it with."""
    from service.commands.demo import load_town

    with called(data, now=now, as_json=as_json) as call:
        load_town(call, with_events=events)


def _one_thread_each() -> None:
    """A request's products of vectors are small: shared among threads they take no less time, and
    threads that wait for the next one keep processors from other requests.

    It is read when numpy is imported, which the command line does not; an own setting stays.
    """
    for library in ("OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
