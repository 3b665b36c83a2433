"""The connection view: connections as they are answered, over HTTP and at the terminal alike."""

from typing import Any

from matcher.domain import Connection, TalentId, standing
from matcher.vocabulary import Language
from service.actions.connection_cards import ConnectionCard, OverseenCard
from service.api.slates import peer_body
from service.i18n import say


def said_body(said: Connection, talent: TalentId) -> dict[str, Any]:
    """The receipt of what ``talent`` has said, and nothing of the other: receipts are kept."""
    return {"id": said.id, "standing": standing(said, talent)}


def organised_body(named: Connection) -> dict[str, Any]:
    """The receipt of an organiser's naming."""
    return {"id": named.id, "organiser": named.organiser}


def connection_body(card: ConnectionCard, *, lang: Language) -> dict[str, Any]:
    """One connection as one of the two may see it."""
    told = {} if card.below is None else {"below": card.below}
    note = {"code": card.note, "text": say(card.note, told, lang=lang, topic="peers")}
    return {
        "id": card.id,
        "standing": card.standing,
        "peer": None if card.peer is None else peer_body(card.peer, lang=lang),
        "note": note,
        "began_at": card.began_at,
        "said_by": card.said_by,
        "connected_at": card.connected_at,
        "contact": card.contact,
        "organiser": card.organiser,
    }


def overseen_body(card: OverseenCard, *, lang: Language) -> dict[str, Any]:
    """Two who have both said yes, as whoever oversees them may see it."""
    return {
        "id": card.id,
        "peers": [peer_body(one, lang=lang) for one in card.peers],
        "under_age": card.under_age,
        "connected_at": card.connected_at,
        "organiser": card.organiser,
    }
