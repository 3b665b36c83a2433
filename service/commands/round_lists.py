"""Lists in a round at the terminal: one person's wishes, and whom an offer would rather have."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import load
from service.actions.resources import Resources
from service.actions.round_ranking import applicants, rank
from service.actions.round_wishes import seen_wishes, wish
from service.api.bodies.rounds import RankingBody, WishListBody
from service.api.round_view import applicants_body, wishes_body
from service.app import composed
from service.commands.acting import acting_at, turn_at
from service.commands.call import Call
from service.commands.options import in_options, read_as
from service.commands.round_tables import names_of, show_applicants, show_wishes
from service.store import reading, writing

Json = Mapping[str, Any]


def put_wishes(call: Call, round_id: str, talent: str, *, given: Json) -> None:
    """Put somebody's whole list in place of the one before, and show it."""
    call.require_folder()
    wanted = read_as(WishListBody, given).wanted()
    with composed(call.settings, clock=lambda: call.now) as resources, in_options():
        with writing(resources.engine) as session:
            wish(
                session,
                round_id,
                TalentId(talent),
                wanted=wanted,
                turn=turn_at(call),
                rules=resources.rules,
                words=load(),
            )
        _tell_wishes(call, resources, round_id, talent)


def tell_wishes(call: Call, round_id: str, talent: str) -> None:
    """Somebody's list, and the answer once the round is published."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        _tell_wishes(call, resources, round_id, talent)


def put_ranking(
    call: Call, round_id: str, offer: str, *, tiers: Sequence[str], refused: Sequence[str]
) -> None:
    """Put an offer's whole order in place of the one before, and show it."""
    call.require_folder()
    given = {"tiers": [tier.split(",") for tier in tiers], "refused": refused}
    ranking = read_as(RankingBody, given).ranking()
    with composed(call.settings, clock=lambda: call.now) as resources, in_options():
        with writing(resources.engine) as session:
            acting = acting_at(call, resources)
            rank(session, round_id, OfferId(offer), ranking=ranking, acting=acting)
        _tell_applicants(call, resources, round_id, offer)


def tell_applicants(call: Call, round_id: str, offer: str) -> None:
    """Who wishes for an offer, the best first, then who is not ranked."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        _tell_applicants(call, resources, round_id, offer)


def _tell_wishes(call: Call, resources: Resources, round_id: str, talent: str) -> None:
    with reading(resources.engine) as session:
        found = seen_wishes(session, round_id, TalentId(talent), turn=turn_at(call))
        people = (TalentId(talent), *found.companions.others)
        names = names_of(session, people, (one.offer for one in found.wishes))
    body = wishes_body(found, TalentId(talent), lang=call.lang)
    show_wishes(body, names, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)


def _tell_applicants(call: Call, resources: Resources, round_id: str, offer: str) -> None:
    key = OfferId(offer)
    with reading(resources.engine) as session:
        found, listed = applicants(session, round_id, key, turn=turn_at(call), resources=resources)
    body = applicants_body(found, key, listed=listed, lang=call.lang)
    show_applicants(body, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)
