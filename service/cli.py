"""The command line: how each command is called, and ``main``, which makes one of all packages'.

What a command does stands in ``service.commands``. Those modules are imported when their command
runs, not when this one is: they bring the database and the web framework, and ``samspil --help``
should not wait a second for what it does not use.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.domain import Direction, OfferId, Order, TalentId

if TYPE_CHECKING:
    from service.commands.call import Call

commands = typer.Typer()
_keys = typer.Typer(no_args_is_help=True)
_recommend = typer.Typer(no_args_is_help=True)
_search = typer.Typer(no_args_is_help=True)
commands.add_typer(_keys, name="key", help="Make, list and revoke the keys of the API.")
commands.add_typer(_recommend, name="recommend", help="Show a ranked list with its reasons.")
commands.add_typer(_search, name="search", help="Search by words, in Danish or English.")

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder, else SAMSPIL_DATA_FOLDER, else ./data."),
]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
        help="Believe that it is this day or moment: the same answer every time.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Only JSON on stdout; what is for people goes to stderr.")
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="da or en, for reasons; else SAMSPIL_LANGUAGE.")
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100, help="How many at most.")]
WordsArgument = Annotated[str, typer.Argument(metavar="WORDS", help="In one argument: quote them.")]
NearOption = Annotated[
    str | None, typer.Option("--near", help="A postcode or a municipality, by its code or name.")
]
FarOption = Annotated[
    float | None,
    typer.Option("--max-km", min=0, max=50_000, help="Nothing farther away from --near."),
]
FewOption = Annotated[int, typer.Option("--limit", min=1, max=50, help="How many at most.")]
OrderOption = Annotated[
    Order, typer.Option("--order", help="fit ranks by profile; the others profile nobody.")
]


def assembled() -> typer.Typer:
    """The whole command: what every installed package announces under ``samspil.commands``."""
    whole = typer.Typer(
        name="samspil",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    whole.callback()(_whole)
    for point in sorted(entry_points(group="samspil.commands"), key=lambda point: point.name):
        whole.add_typer(point.load())
    return whole


def main() -> None:
    """Run the command ``samspil``."""
    assembled()()


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"samspil {version('samspil')}")
        raise typer.Exit


def _whole(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Match young musicians with the opportunities around them."""


def _called(
    data: Path | None,
    *,
    also: Mapping[str, object] | None = None,
    now: datetime | None = None,
    lang: str | None = None,
    as_json: bool = False,
) -> AbstractContextManager["Call"]:
    from service.commands.call import called

    return called({"data_folder": data, **(also or {})}, now=now, lang=lang, as_json=as_json)


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
    from service.commands.serving import serve

    with _called(data, also={"host": host, "port": port, "workers": workers}) as call:
        serve(call, demo=demo)


@commands.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="organisations.csv, offers.csv, talents.csv.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a folder of spreadsheets; every row gets a verdict (exit 3: some were refused)."""
    from service.commands.sheets import import_folder

    with _called(data, now=now, lang=lang, as_json=as_json) as call:
        import_folder(call, folder, dry_run=dry_run)


@commands.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Files in it that are named alike are replaced.")],
    *,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write all profiles as the spreadsheets that import reads."""
    from service.commands.sheets import export_folder

    with _called(data, lang=lang, as_json=as_json) as call:
        export_folder(call, folder)


@commands.command("export-log")
def export_learning_log(
    folder: Annotated[Path, typer.Argument(help="A new folder, or one that holds a log.")],
    *,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day that is told."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day that is told."),
    ] = None,
    audit: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="CSV (;) of talent and gender, told as FOLDER-audit.csv.",
        ),
    ] = None,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what was shown and done as Parquet, for training; needs the extra log."""
    from service.actions.export_log import Days
    from service.commands.log import write_log

    with _called(data, now=now, as_json=as_json) as call:
        days = Days(first=first and first.date(), last=last and last.date())
        write_log(call, folder, days=days, audit=audit)


@_recommend.command()
def offers(
    talent_id: Annotated[str, typer.Argument(metavar="TALENT_ID")],
    *,
    limit: LimitOption = 10,
    order: OrderOption = Order.FIT,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offers for a talent."""
    from service.commands.recommending import show_recommendation

    with _called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.OFFERS_FOR_TALENT, TalentId(talent_id)
        show_recommendation(call, direction, subject, limit=limit, order=order)


@_recommend.command()
def talents(
    offer_id: Annotated[str, typer.Argument(metavar="OFFER_ID")],
    *,
    limit: LimitOption = 10,
    order: OrderOption = Order.FIT,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talents for an offer."""
    from service.commands.recommending import show_recommendation

    with _called(data, now=now, lang=lang, as_json=as_json) as call:
        direction, subject = Direction.TALENTS_FOR_OFFER, OfferId(offer_id)
        show_recommendation(call, direction, subject, limit=limit, order=order)


@_search.command("offers")
def offers_by_words(
    words: WordsArgument,
    *,
    near: NearOption = None,
    max_km: FarOption = None,
    limit: FewOption = 10,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open offers that the words fit."""
    from service.actions.search import Wanted
    from service.commands.searching import show_search

    with _called(data, now=now, lang=lang, as_json=as_json) as call:
        wanted = Wanted(query=words, near=near, max_km=max_km, limit=limit)
        show_search(call, Direction.OFFERS_BY_WORDS, wanted)


@_search.command("talents")
def talents_by_words(
    words: WordsArgument,
    *,
    near: NearOption = None,
    max_km: FarOption = None,
    limit: FewOption = 10,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talents whom the words fit."""
    from service.actions.search import Wanted
    from service.commands.searching import show_search

    with _called(data, now=now, lang=lang, as_json=as_json) as call:
        wanted = Wanted(query=words, near=near, max_km=max_km, limit=limit)
        show_search(call, Direction.TALENTS_BY_WORDS, wanted)


@_keys.command("create")
def create_key(
    role: Annotated[str, typer.Option(help="admin, coordinator, organisation, talent or reader.")],
    *,
    subject: Annotated[
        str | None, typer.Option("--of", help="The talent's or organisation's id.")
    ] = None,
    municipality: Annotated[
        list[str] | None, typer.Option(help="A coordinator's limit; can be given again.")
    ] = None,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and show it, this once."""
    from service.commands.keys import create

    with _called(data, now=now, as_json=as_json) as call:
        create(call, role, subject=subject, municipalities=municipality or [], label=label)


@_keys.command("list")
def list_keys(*, data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the keys without their secrets."""
    from service.commands.keys import list_all

    with _called(data, as_json=as_json) as call:
        list_all(call)


@_keys.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID")],
    *,
    now: NowOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key worthless for good."""
    from service.commands.keys import revoke

    with _called(data, now=now, as_json=as_json) as call:
        revoke(call, key_id)


@commands.command("backup")
def back_up(
    file: Annotated[Path, typer.Argument(help="A new file.")],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole store into one file, while the service goes on."""
    from service.commands.copies import back_up

    with _called(data, as_json=as_json) as call:
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

    with _called(data, as_json=as_json) as call:
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

    with _called(data, now=now, as_json=as_json) as call:
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

    with _called(data, now=now, as_json=as_json) as call:
        load_town(call, with_events=events)
