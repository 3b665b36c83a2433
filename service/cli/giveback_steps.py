"""How one give-back is looked at and taken a step further."""

from typing import Annotated

import typer

from matcher.domain import GiveBackStep
from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer()

KeyArgument = Annotated[str, typer.Argument(metavar="GIVE_BACK_ID")]
TalentArgument = Annotated[str, typer.Argument(metavar="TALENT_ID")]
WholeActOption = Annotated[
    bool, typer.Option("--whole-act", help="For everybody of the act who is as far.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept in the log.")]


@commands.command("show")
def show_one(
    key: KeyArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one: where, with whom, why, what is awaited, and every step so far."""
    from service.commands.giving_back_steps import show

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show(call, key)


@commands.command("slots")
def list_slots(
    key: KeyArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the slots at home that suit, by their day, and what kept the others away."""
    from service.commands.giving_back_steps import slots

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        slots(call, key)


@commands.command("suggest")
def suggest_slot(
    key: KeyArgument,
    *,
    slot: Annotated[str, typer.Option("--slot", help="The slot's id.")],
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Suggest a slot by hand; the person may choose another, or none."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take(call, key, {"step": GiveBackStep.SUGGEST, "slot": slot})


@commands.command("agree")
def agree(
    key: KeyArgument,
    *,
    slot: Annotated[str | None, typer.Option("--slot", help="Another than the suggested.")] = None,
    friend: Annotated[
        list[str] | None,
        typer.Option("--friend", help="The role of a friend without a profile; again for more."),
    ] = None,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down that the person says yes: to what is suggested, or to another slot."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {"step": GiveBackStep.AGREE, "slot": slot, "friends": friend}
        take(call, key, given, for_person=True)


@commands.command("decline")
def decline(
    key: KeyArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down that the person says no; that changes nothing else."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take(call, key, {"step": GiveBackStep.DECLINE}, for_person=True)


@commands.command("confirm-home")
def confirm_home(
    key: KeyArgument,
    *,
    whole_act: WholeActOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Confirm for the home municipality."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take(call, key, {"step": GiveBackStep.CONFIRM_HOME, "whole_act": whole_act})


@commands.command("confirm-host")
def confirm_host(
    key: KeyArgument,
    *,
    whole_act: WholeActOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Confirm for the host: now the seat is booked."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take(call, key, {"step": GiveBackStep.CONFIRM_HOST, "whole_act": whole_act})


@commands.command("finish")
def finish(
    key: KeyArgument,
    *,
    whole_act: WholeActOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that it was done, from the day of the slot on."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take(call, key, {"step": GiveBackStep.FINISH, "whole_act": whole_act})


@commands.command("waive")
def waive(
    key: KeyArgument,
    *,
    reason: ReasonOption,
    whole_act: WholeActOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Waive it, with a reason; for the home municipality."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {"step": GiveBackStep.WAIVE, "reason": reason, "whole_act": whole_act}
        take(call, key, given)


@commands.command("release")
def release(
    key: KeyArgument,
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why; kept in the log. The person needs none.")
    ] = None,
    for_person: Annotated[
        bool, typer.Option("--for-person", help="The person wants another slot.")
    ] = False,
    whole_act: WholeActOption = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave the slot and open it again, with a reason; undoes a waiver too."""
    from service.commands.giving_back_steps import take

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {"step": GiveBackStep.RELEASE, "reason": reason, "whole_act": whole_act}
        take(call, key, given, for_person=for_person)


@commands.command("companions")
def list_companions(
    key: KeyArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who could come along: was there too, lives here, has opted in."""
    from service.commands.giving_back_steps import company

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        company(call, key)


@commands.command("ask")
def ask_along(
    key: KeyArgument,
    talent: TalentArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask somebody along, for the municipality."""
    from service.commands.giving_back_steps import ask

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        ask(call, key, talent)


@commands.command("answer")
def answer_along(
    key: KeyArgument,
    talent: TalentArgument,
    *,
    comes: Annotated[bool, typer.Option("--yes/--no", help="Whether they come along.")],
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what somebody who was asked along says."""
    from service.commands.giving_back_steps import answer

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        answer(call, key, talent, comes=comes)


@commands.command("take-back")
def take_back(
    key: KeyArgument,
    talent: TalentArgument,
    *,
    by_asked: Annotated[
        bool, typer.Option("--answer", help="Take the answer back, for the one who was asked.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the question back, for the one whose give-back it is."""
    from service.commands.giving_back_steps import take_back

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        take_back(call, key, talent, by_asked=by_asked)
