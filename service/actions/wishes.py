"""Wishes: a talent says which step it misses, sees what it has said, and takes it back."""

from sqlalchemy.orm import Session

from matcher.domain import TalentId
from matcher.vocabulary import load
from service.actions.kinds import talent_target
from service.actions.pathway import invalid_codes
from service.auth import Action, Principal, Target, require
from service.errors import Code, ServiceError
from service.store import wishes
from service.store.talents import TALENTS
from service.store.wishes import Wish

MOST_WISHES = 50


def require_known(wish: Wish, *, place: str = "body") -> None:
    """Refuse a wish for what is in no list; ``place`` is where it was said.

    Raises ``ServiceError`` (422 ``invalid``).
    """
    words = load()
    named = {
        "goal": (wish.goal, words.goals),
        "role": (wish.role, words.roles),
        "genre": (wish.genre, words.genres),
        "reach": (wish.reach, words.reaches),
        "kind": (wish.kind, words.kinds),
    }
    invalid_codes(named, place=place)


def send(session: Session, wish: Wish, *, principal: Principal) -> None:
    """Keep the wish.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``, 409 ``wishes_full``.
    """
    _require(session, wish.talent, principal)
    if wishes.count_of(session, wish.talent) >= MOST_WISHES:
        raise ServiceError(Code.WISHES_FULL, 409, params={"most": MOST_WISHES})
    wishes.add(session, wish)


def listed(session: Session, talent: TalentId, *, principal: Principal) -> list[Wish]:
    """What the talent has wished for, the newest first. Raises as ``send`` does."""
    _require(session, talent, principal)
    return wishes.of(session, talent)


def take_back(session: Session, talent: TalentId, *, wish_id: str, principal: Principal) -> None:
    """Forget a wish. Raises as ``send`` does, and 404 ``unknown_wish``."""
    _require(session, talent, principal)
    found = wishes.get(session, wish_id)
    if found is None or found.talent != talent:
        raise ServiceError(Code.UNKNOWN_WISH, 404, params={"wish": wish_id})
    wishes.delete_one(session, wish_id)


def _require(session: Session, talent: TalentId, principal: Principal) -> None:
    found = TALENTS.get(session, talent)
    if found is None:
        require(principal, Action.WISH, target=Target(owners=frozenset({talent})))
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    require(principal, Action.WISH, target=talent_target(session, found.value))
