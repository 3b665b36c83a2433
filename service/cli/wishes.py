"""How wishes for steps that there are not yet are told, listed, taken back and added up."""

from typing import Annotated

import typer

from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called
from service.reports.by import WishedBy

commands = typer.Typer(no_args_is_help=True)

TalentArgument = Annotated[str, typer.Argument(metavar="TALENT_ID")]


@commands.command()
def add(
    talent_id: TalentArgument,
    *,
    goal: Annotated[str, typer.Option("--goal", help="What the step shall lead to, a code.")],
    reach: Annotated[str, typer.Option("--reach", help="local, regional or national.")],
    kind: Annotated[str, typer.Option("--kind", help="The kind of offer, a code.")],
    role: Annotated[str | None, typer.Option("--role", help="As what, a code.")] = None,
    genre: Annotated[str | None, typer.Option("--genre", help="In which genre, a code.")] = None,
    words: Annotated[str, typer.Option("--words", help="In the person's own words.")] = "",
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wish, for a talent, for a step that is missing."""
    from service.commands.wishes import add_one

    given = {"goal": goal, "reach": reach, "kind": kind, "role": role, "genre": genre}
    with called(data, now=now, lang=lang, as_json=as_json) as call:
        add_one(call, talent_id, given | {"words": words})


@commands.command("list")
def list_wishes(
    talent_id: TalentArgument,
    *,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a talent has wished for, the newest first."""
    from service.commands.wishes import list_all

    with called(data, lang=lang, as_json=as_json) as call:
        list_all(call, talent_id)


@commands.command()
def withdraw(
    talent_id: TalentArgument,
    wish_id: Annotated[str, typer.Argument(metavar="WISH_ID")],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a wish back; it is counted no more."""
    from service.commands.wishes import withdraw_one

    with called(data, as_json=as_json) as call:
        withdraw_one(call, talent_id, wish_id)


@commands.command()
def counts(
    *,
    by: Annotated[
        WishedBy, typer.Option("--by", help="What wishes are added up by.")
    ] = WishedBy.KIND,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """How many people wish for what; few people are never told of."""
    from service.commands.wishes import show_counts

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show_counts(call, by)
