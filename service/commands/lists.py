"""Lists: the answer that the API gives, as people at a terminal read it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.domain import Direction
from matcher.vocabulary import Language
from service.commands.columns import folded, named, whole
from service.i18n import day, kilometres, kroner, label, number, say

Json: TypeAlias = Mapping[str, Any]


def show_list(body: Json, console: Console, *, lang: Language) -> None:
    """The items with their reasons, then how many were left out and why."""
    if body["items"]:
        console.print(_table(body, console, lang))
    else:
        console.print(escape(body["empty"]["text"]))
    told = {
        "shown": len(body["items"]),
        "candidates": body["candidates"],
        "left_out": sum(entry["count"] for entry in body["excluded"]),
        "recommendation": body["recommendation_id"],
    }
    console.print(escape(_text("list_shown", lang, told)), soft_wrap=True)
    for entry in body["excluded"]:
        console.print(f"{entry['count']:>6}  {escape(entry['text'])}", soft_wrap=True)


def _table(body: Json, console: Console, lang: Language) -> Table:
    direction = Direction(body["direction"])
    names, row_of = _ROWS[direction]
    first, *others = (_text(f"head_{name}", lang) for name in (*names, "why"))
    table = Table("#", whole(first), *map(folded, others), show_lines=True)
    for item in body["items"]:
        row = row_of(item, console, lang)
        table.add_row(str(item["position"]), *row, _why(item, lang))
    return table


def _offer(item: Json, console: Console, lang: Language) -> Iterator[str]:
    offer = item["offer"]
    sender = (offer.get("organisation") or {}).get("name")
    yield named(offer["id"], offer.get("title"), sender, console=console)
    first, last = offer.get("start_date"), offer.get("end_date")
    yield "\n– ".join(_day(moment, lang) for moment in dict.fromkeys((first, last)) if moment)
    yield _where(offer, lang)
    yield escape("\n".join(_money(offer, lang)))


def _talent(item: Json, console: Console, lang: Language) -> Iterator[str]:
    talent = item["talent"]
    yield named(talent["id"], talent.get("name"), console=console)
    yield _made(talent)
    yield str(talent.get("level") or "")
    yield _where(talent, lang)


def _peer(item: Json, console: Console, _: Language) -> Iterator[str]:
    card = item["peer"] or {}
    yield named(card.get("id") or "", card.get("name"), console=console)
    yield _made(card)
    yield escape(card.get("municipality_name") or "")


def _partner(item: Json, console: Console, _: Language) -> Iterator[str]:
    card = item["organisation"]
    yield named(card["id"], card.get("name"), console=console)
    yield escape(card.get("type_name") or "")
    yield escape(card.get("municipality_name") or "")


_Row: TypeAlias = Callable[[Json, Console, Language], Iterator[str]]
_OFFERS: tuple[Sequence[str], _Row] = (("offer", "when", "where", "money"), _offer)
_TALENTS: tuple[Sequence[str], _Row] = (("talent", "what", "level", "where"), _talent)
_ROWS: Mapping[Direction, tuple[Sequence[str], _Row]] = {
    Direction.OFFERS_FOR_TALENT: _OFFERS,
    Direction.OFFERS_BY_WORDS: _OFFERS,
    Direction.TALENTS_FOR_OFFER: _TALENTS,
    Direction.TALENTS_BY_WORDS: _TALENTS,
    Direction.PEERS_FOR_TALENT: (("peer", "what", "where"), _peer),
    Direction.PARTNERS_FOR_ORGANISATION: (("organisation", "what", "where"), _partner),
}


def _made(card: Json) -> str:
    """What somebody does, and of which music."""
    lines = (", ".join(card.get(names) or ()) for names in ("role_names", "genre_names"))
    return escape("\n".join(filter(None, lines)))


def _day(value: date | str, lang: Language) -> str:
    return day(date.fromisoformat(str(value)), lang=lang)


def _where(card: Json, lang: Language) -> str:
    away = card.get("distance_km")
    km = None if away is None else kilometres(away, lang=lang)
    setting = card.get("setting")
    online = label("settings", setting, lang=lang) if setting not in {None, "onsite"} else None
    return escape("\n".join(filter(None, (card.get("municipality_name"), online, km))))


def _money(offer: Json, lang: Language) -> Iterator[str]:
    if offer.get("pay_text"):
        yield _text("money_pay", lang, {"pay": offer["pay_text"]})
    price = offer.get("price_dkk")
    if price:
        yield _text("money_price", lang, {"price": kroner(price, lang=lang)})
    elif price is not None:
        yield _text("money_free", lang)


def _why(item: Json, lang: Language) -> str:
    said = [entry["text"] for entry in (*item["reasons"], *item["notes"])]
    if item["score"] is not None:
        said.append(f"({number(item['score'], lang=lang, decimals=2)})")
    return escape("\n".join(said))


def _text(code: str, lang: Language, told: Mapping[str, str | int] | None = None) -> str:
    return say(code, told or {}, lang=lang, topic="lists")
