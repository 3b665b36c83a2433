"""How whole groups are composed."""

from typing import Annotated

import typer

from service.cli.options import DataOption, JsonOption, LangOption, NowOption, called

commands = typer.Typer(no_args_is_help=True)

OfferArgument = Annotated[str, typer.Argument(metavar="OFFER_ID")]
CohortArgument = Annotated[str, typer.Argument(metavar="COHORT_ID")]


@commands.command("propose")
def propose_cohort(
    offer_id: OfferArgument,
    *,
    aims: Annotated[
        str | None,
        typer.Option("--aims", help="The aims or the whole wish as JSON, or a file that holds it."),
    ] = None,
    seats: Annotated[
        int | None, typer.Option("--seats", min=1, help="Places in all, else the offer's.")
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option("--together", help="IDs with commas between: all or none; again for more."),
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option("--tolerance", min=0, max=0.2, help="Share of fit for fairer chances."),
    ] = None,
    applicants: Annotated[
        bool, typer.Option("--applicants", help="Only among those who applied.")
    ] = False,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a group for an offer: the best that meets every aim, and what each aim costs."""
    from service.commands.cohort import propose, wish_given

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        given = {"seats": seats, "tolerance": tolerance, "together": together}
        wish = wish_given(aims, given, applicants=applicants)
        propose(call, offer_id, wish)


@commands.command("list")
def list_cohorts(
    offer_id: OfferArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the groups of an offer, the newest first."""
    from service.commands.cohort import list_all

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        list_all(call, offer_id)


@commands.command("show")
def show_cohort(
    offer_id: OfferArgument,
    cohort_id: CohortArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a group, how each stands now, and who waits."""
    from service.commands.cohort import show

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        show(call, offer_id, cohort_id)


@commands.command("change")
def change_cohort(
    offer_id: OfferArgument,
    cohort_id: CohortArgument,
    *,
    pin: Annotated[list[str] | None, typer.Option("--pin", help="Is in, whatever fits.")] = None,
    leave_out: Annotated[list[str] | None, typer.Option("--leave-out", help="Is not in.")] = None,
    release: Annotated[
        list[str] | None, typer.Option("--release", help="As the system proposes again.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the log.")] = "",
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide who is in or out, with a reason, and solve the rest anew; without any: solve anew."""
    from service.commands.cohort import change

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        decided = {"pin": pin or [], "leave_out": leave_out or [], "release": release or []}
        change(call, offer_id, cohort_id, decided=decided, reason=reason)


@commands.command("publish")
def publish_cohort(
    offer_id: OfferArgument,
    cohort_id: CohortArgument,
    *,
    proposal: Annotated[int, typer.Option("--proposal", min=1, help="Which one: the newest.")],
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite those in the group who were not asked yet; never more than there are seats."""
    from service.commands.cohort import publish

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        publish(call, offer_id, cohort_id, number=proposal)


@commands.command("next")
def next_in_cohort(
    offer_id: OfferArgument,
    cohort_id: CohortArgument,
    *,
    now: NowOption = None,
    lang: LangOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let open places go on, after somebody declined: who comes next is asked at once."""
    from service.commands.cohort import go_on

    with called(data, now=now, lang=lang, as_json=as_json) as call:
        go_on(call, offer_id, cohort_id)
