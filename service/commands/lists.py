"""Lists: a recorded slate as people at a terminal read it."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.domain import Direction, OfferId, SlateItem, TalentId
from matcher.vocabulary import Language
from service.actions.cards import OfferCard, TalentCard
from service.actions.recommend import Shown
from service.i18n import day, kilometres, kroner, label, listing, number, say


def show_list(shown: Shown, console: Console, *, lang: Language) -> None:
    """The items with their reasons, then how many were left out and why."""
    slate = shown.slate
    offers = slate.request.direction is Direction.OFFERS_FOR_TALENT
    table = _offers(shown, lang) if offers else _talents(shown, lang)
    console.print(table)
    everybody = slate.candidates + sum(slate.exclusions.values())
    console.print(
        f"{len(slate.items)} shown of {slate.candidates} eligible, of {everybody} in all. "
        f"Recorded as {slate.id}.",
        style="dim",
        soft_wrap=True,
    )
    for code, count in sorted(slate.exclusions.items(), key=lambda entry: -entry[1]):
        reason = say(code, {}, lang=lang, topic="excluded")
        console.print(f"  left out {count:>4}: {escape(reason)}", style="dim", soft_wrap=True)


def _offers(shown: Shown, lang: Language) -> Table:
    table = Table("#", "offer", "when", "where", "money", "why", show_lines=True)
    for item in shown.slate.items:
        card = shown.offers.get(OfferId(item.id))
        if card is None:
            continue
        sender = shown.senders.get(card.organisation)
        title = f"[bold]{escape(card.title)}[/]\n{escape(sender.name if sender else '')}\n{item.id}"
        where = "\n".join(_where(card.municipality, card.setting, shown, item, lang))
        money = "\n".join(_money(card, lang))
        table.add_row(str(item.position), title, _when(card, lang), where, money, _why(item, lang))
    return table


def _talents(shown: Shown, lang: Language) -> Table:
    table = Table("#", "talent", "plays", "level", "where", "why", show_lines=True)
    for item in shown.slate.items:
        card = shown.talents.get(TalentId(item.id))
        if card is None:
            continue
        who = f"[bold]{escape(card.name or str(item.id))}[/]\n{item.id}"
        where = "\n".join(_where(card.municipality, None, shown, item, lang))
        table.add_row(
            str(item.position),
            who,
            _plays(card, lang),
            str(card.level or ""),
            where,
            _why(item, lang),
        )
    return table


def _when(card: OfferCard, lang: Language) -> str:
    first = day(card.start_date, lang=lang) if card.start_date else ""
    longer = card.end_date and card.end_date != card.start_date
    last = f"\n– {day(card.end_date, lang=lang)}" if longer and card.end_date else ""
    return first + last


def _where(
    municipality: str | None, setting: str | None, shown: Shown, item: SlateItem, lang: Language
) -> Iterator[str]:
    if municipality:
        yield label("municipalities", municipality, lang=lang)
    if setting and setting != "onsite":
        yield label("settings", setting, lang=lang)
    if item.id in shown.distances:
        yield kilometres(shown.distances[item.id], lang=lang)


def _money(card: OfferCard, lang: Language) -> Iterator[str]:
    if card.pay_dkk is not None:
        yield f"pays {kroner(card.pay_dkk, lang=lang)}" if card.pay_dkk else "unpaid"
    if card.price_dkk is not None:
        yield f"costs {kroner(card.price_dkk, lang=lang)}" if card.price_dkk else "free"


def _plays(card: TalentCard, lang: Language) -> str:
    roles = [label("roles", code, lang=lang) for code in card.roles]
    genres = [label("genres", code, lang=lang) for code in card.genres]
    return escape("\n".join(filter(None, (listing(roles, lang=lang), listing(genres, lang=lang)))))


def _why(item: SlateItem, lang: Language) -> str:
    said = [say(note.code, note.params, lang=lang) for note in (*item.reasons, *item.notes)]
    score = number(item.score, lang=lang, decimals=2)
    return escape("\n".join(said)) + (f"\n[dim]{score}[/]" if item.wants is not None else "")
