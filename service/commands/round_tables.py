"""Tables of rounds: which there are, who got what, who waits, what is wished, who wishes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import Language
from service.actions.round_publishing import Proposal
from service.actions.round_waiting import Waiting
from service.commands.columns import folded, named, whole
from service.i18n import day, say
from service.store.offers import OFFERS
from service.store.rounds import Round, RoundWish
from service.store.talents import TALENTS

Json: TypeAlias = Mapping[str, Any]
TOPIC = "rounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What people and offers are called, by their ids; who has gone has none."""

    people: Mapping[TalentId, str | None]
    titles: Mapping[OfferId, str | None]

    def person(self, key: TalentId, console: Console) -> str:
        """A person in a ``whole`` column."""
        return named(key, self.people.get(key), console=console)

    def offer(self, key: OfferId, console: Console) -> str:
        """An offer in a ``whole`` column."""
        return named(key, self.titles.get(key), console=console)

    def listed(self, keys: Iterable[TalentId]) -> str:
        """People in a sentence, each by name and id."""
        known = ((key, self.people.get(key)) for key in keys)
        return ", ".join(f"{name} ({key})" if name else key for key, name in known)


def names_of(session: Session, people: Iterable[TalentId], offers: Iterable[OfferId]) -> Names:
    """The names of these, by a query for each kind."""
    talents = TALENTS.get_many(session, list(dict.fromkeys(people)))
    found = OFFERS.get_many(session, list(dict.fromkeys(offers)))
    return Names(
        people={key: one.value.name for key, one in talents.items()},
        titles={key: one.value.title for key, one in found.items()},
    )


def show_rounds(
    found: Sequence[Round], console: Console, *, lang: Language, zone: ZoneInfo
) -> None:
    """One line for each round."""
    if not found:
        console.print(said("round_none", lang))
        return
    table = _table(("round", "offers", "closes", "state"), lang, wholes=1)
    for one in found:
        closes = one.closes_at.astimezone(zone)
        table.add_row(
            named(one.id, one.title, console=console),
            str(len(one.offers)),
            f"{day(closes.date(), lang=lang)} {closes:%H:%M}",
            said(f"state_{one.state.value}", lang),
        )
    console.print(table)


def show_proposal(found: Proposal, names: Names, console: Console, *, lang: Language) -> None:
    """The figures of the run, who got what, who nothing, and what blocks."""
    console.print(_figures(found.round.outcome or {}, lang))
    console.print(_pairs(found.placed, names, console, title="title_seats", lang=lang))
    if found.unplaced:
        told = {"names": names.listed(found.unplaced)}
        console.print(escape(said("round_without", lang, told)), soft_wrap=True)
    if found.blocking:
        console.print(_pairs(found.blocking, names, console, title="title_blocking", lang=lang))


def show_waiting(
    following: Sequence[Waiting], names: Names, console: Console, *, lang: Language
) -> None:
    """For each offer with free seats who comes next, with which wish, and what they were given."""
    if not following:
        return
    title = said("title_waiting", lang)
    table = _table(("offer", "next", "has", "free", "wish"), lang, wholes=3, title=title)
    for one in following:
        where = (names.offer(one.offer, console), str(one.free))
        for each in one.next:
            who = names.person(each.talent, console)
            table.add_row(where[0], who, each.has or "", where[1], str(each.place + 1))
            where = ("", "")
    console.print(table)


def show_wishes(body: Json, names: Names, console: Console, *, lang: Language) -> None:
    """One person's wishes and companions, and the answer once there is one."""
    talent = TalentId(body["talent"])
    if not body["wishes"]:
        told = {"talent": names.listed([talent])}
        console.print(escape(said("round_no_wishes", lang, told)), soft_wrap=True)
        return
    table = _table(("offer", "wish", "answer"), lang, wholes=1, title=_title(body, talent, lang))
    for one in body["wishes"]:
        came = said("round_came_true", lang) if one.get("came_true") else one.get("text") or ""
        table.add_row(names.offer(one["offer"], console), str(one["place"]), escape(came))
    console.print(table)
    if body["companions"]:
        console.print(escape(_company(body, names, lang)), soft_wrap=True)
    if body["answer"]:
        console.print(escape(body["answer"]), soft_wrap=True)


def show_applicants(body: Json, console: Console, *, lang: Language) -> None:
    """Who wishes for an offer, the best first."""
    offer = body["offer"]
    if not body["applicants"]:
        told = {"offer": offer}
        console.print(escape(said("round_nobody_wishes", lang, told)), soft_wrap=True)
        return
    title = _title(body, offer, lang)
    table = _table(("talent", "rank", "roles"), lang, wholes=1, title=title)
    for one in body["applicants"]:
        card = one["card"] or {}
        who = named(one["talent"], card.get("name"), console=console)
        table.add_row(who, _rank(one, lang), escape(", ".join(card.get("role_names", ()))))
    console.print(table)


def said(code: str, lang: Language, told: Mapping[str, str | int] | None = None) -> str:
    """A text of rounds."""
    return say(code, told or {}, lang=lang, topic=TOPIC)


def _pairs(
    found: Iterable[RoundWish], names: Names, console: Console, *, title: str, lang: Language
) -> Table:
    table = _table(("talent", "offer", "wish"), lang, wholes=2, title=said(title, lang))
    for one in found:
        who, what = names.person(one.talent, console), names.offer(one.offer, console)
        table.add_row(who, what, str(one.place + 1))
    return table


def _figures(outcome: Json, lang: Language) -> Table:
    table = Table(*(folded(head) for head in ("", said("head_figure", lang))))
    for name, value in outcome.items():
        table.add_row(said(f"figure_{name}", lang), _figure(name, value, lang))
    return table


def _figure(name: str, value: bool | int | str, lang: Language) -> str:
    if isinstance(value, bool):
        return said("answer_yes" if value else "answer_no", lang)
    return said(f"side_{value}", lang) if name == "side" else str(value)


def _company(body: Json, names: Names, lang: Language) -> str:
    only = "round_only_together" if body["together_only"] else "round_or_alone"
    agreed = "round_all_agree" if body["companions_agreed"] else "round_not_all_agree"
    told = {
        "names": names.listed(map(TalentId, body["companions"])),
        "only": said(only, lang),
        "agreed": said(agreed, lang),
    }
    return said("round_together", lang, told)


def _rank(one: Json, lang: Language) -> str:
    if one["refused"]:
        return said("round_refused", lang)
    if one["rank"] is None:
        return ""
    told = {"rank": one["rank"]}
    return said("round_suggested", lang, told) if one["suggested"] else str(one["rank"])


def _title(body: Json, key: str, lang: Language) -> str:
    return escape(f"{key} · {said('state_' + body['state'].value, lang)}")


def _table(heads: Sequence[str], lang: Language, *, wholes: int, title: str | None = None) -> Table:
    """The first ``wholes`` columns hold ids."""
    shown = [said(f"head_{name}", lang) for name in heads]
    columns = (*map(whole, shown[:wholes]), *map(folded, shown[wholes:]))
    return Table(*columns, title=title)
