"""Lists: the answer that the API gives, as people at a terminal read it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.domain import Direction
from matcher.vocabulary import Language
from service.i18n import day, kilometres, kroner, label, number

Json: TypeAlias = Mapping[str, Any]


def show_list(body: Json, console: Console, *, lang: Language) -> None:
    """The items with their reasons, then how many were left out and why."""
    if body["items"]:
        console.print(_table(body, lang))
    else:
        console.print(escape(body["empty"]["text"]))
    left_out = sum(entry["count"] for entry in body["excluded"])
    console.print(
        f"{len(body['items'])} of {body['candidates']} that are eligible; {left_out} left out. "
        f"Recorded as {body['recommendation_id']}.",
        soft_wrap=True,
    )
    for entry in body["excluded"]:
        console.print(f"{entry['count']:>6}  {escape(entry['text'])}", soft_wrap=True)


def _table(body: Json, lang: Language) -> Table:
    if Direction(body["direction"]).lists_offers:
        table = Table("#", "offer", "when", "where", "money", "why", show_lines=True)
        for item in body["items"]:
            table.add_row(str(item["position"]), *_offer(item["offer"], lang), _why(item, lang))
        return table
    if Direction(body["direction"]).mutual:
        return _met_table(body, lang)
    table = Table("#", "talent", "what", "level", "where", "why", show_lines=True)
    for item in body["items"]:
        table.add_row(str(item["position"]), *_talent(item["talent"], lang), _why(item, lang))
    return table


def _met_table(body: Json, lang: Language) -> Table:
    """People for people, or actors for actors."""
    peers = Direction(body["direction"]) is Direction.PEERS_FOR_TALENT
    columns = ("peer", "what", "where") if peers else ("organisation", "what", "where")
    table = Table("#", *columns, "why", show_lines=True)
    for item in body["items"]:
        row = _peer(item["peer"]) if peers else _partner(item["organisation"])
        table.add_row(str(item["position"]), *row, _why(item, lang))
    return table


def _peer(peer: Json | None) -> Iterator[str]:
    card = peer or {}
    yield f"[bold]{escape(card.get('name') or '')}[/]\n[dim]{escape(card.get('id') or '')}[/]"
    lines = (", ".join(card.get(names) or ()) for names in ("role_names", "genre_names"))
    yield escape("\n".join(filter(None, lines)))
    yield escape(card.get("municipality_name") or "")


def _partner(card: Json) -> Iterator[str]:
    yield f"[bold]{escape(card.get('name') or '')}[/]\n[dim]{escape(card['id'])}[/]"
    yield escape(card.get("type_name") or "")
    yield escape(card.get("municipality_name") or "")


def _offer(offer: Json, lang: Language) -> Iterator[str]:
    title = offer.get("title") or ""
    sender = (offer.get("organisation") or {}).get("name") or ""
    yield f"[bold]{escape(title)}[/]\n{escape(sender)}\n[dim]{escape(offer['id'])}[/]"
    first, last = offer.get("start_date"), offer.get("end_date")
    yield "\n– ".join(_day(moment, lang) for moment in dict.fromkeys((first, last)) if moment)
    yield _where(offer, lang)
    yield "\n".join(_money(offer, lang))


def _talent(talent: Json, lang: Language) -> Iterator[str]:
    name = talent.get("name") or ""
    yield f"[bold]{escape(name)}[/]\n[dim]{escape(talent['id'])}[/]"
    lines = (", ".join(talent.get(names) or ()) for names in ("role_names", "genre_names"))
    yield escape("\n".join(filter(None, lines)))
    yield str(talent.get("level") or "")
    yield _where(talent, lang)


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
        yield f"pay: {escape(offer['pay_text'])}"
    price = offer.get("price_dkk")
    if price is not None:
        yield f"price: {kroner(price, lang=lang)}" if price else "free"


def _why(item: Json, lang: Language) -> str:
    said = [entry["text"] for entry in (*item["reasons"], *item["notes"])]
    if item["score"] is not None:
        said.append(f"({number(item['score'], lang=lang, decimals=2)})")
    return escape("\n".join(said))
