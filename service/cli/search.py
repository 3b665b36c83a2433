"""How words are searched for."""

import typer

from matcher.domain import Direction
from service.cli.options import (
    DataOption,
    FarOption,
    FewOption,
    JsonOption,
    LangOption,
    NearOption,
    NowOption,
    WordsArgument,
    called,
)

commands = typer.Typer(no_args_is_help=True)


@commands.command("offers")
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

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        wanted = Wanted(query=words, near=near, max_km=max_km, limit=limit)
        show_search(call, Direction.OFFERS_BY_WORDS, wanted)


@commands.command("talents")
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

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        wanted = Wanted(query=words, near=near, max_km=max_km, limit=limit)
        show_search(call, Direction.TALENTS_BY_WORDS, wanted)
